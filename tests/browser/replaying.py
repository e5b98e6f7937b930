"""A server that gives the answers of a site that has been read, byte for byte, with their headers."""

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.web.addresses import Answer

NOWHERE = Answer(404, {"Content-Type": "text/plain"}, b"This address was not read.")
SET_BY_SERVER = {"content-length", "connection", "date", "server"}


@contextmanager
def replayed(answers):
    """Its address on this machine, for as long as the context lasts. ``answers``: by address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            answer = answers.get(self.path, NOWHERE)
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                if name.lower() not in SET_BY_SERVER:
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)

        def log_message(self, *args):
            """Nothing: a test that fails says what it asked."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
