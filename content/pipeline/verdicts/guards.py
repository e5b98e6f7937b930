"""Guards: each looks for one way in which a claim can say something else than its evidence.

A guard takes a case and yields reasons. What one cited sentence contradicts, another one next to it cannot
mend.
"""

from content.pipeline.verdicts.actors import (
    away,
    both,
    dependence,
    felt_by,
    purpose_of_tools,
    self_service,
    single,
)
from content.pipeline.verdicts.asserted import myths, only_asked, only_in_question, other_treatment
from content.pipeline.verdicts.case import Guard
from content.pipeline.verdicts.dangers import (
    agent,
    narrowed_warning,
    no_risk,
    promise,
    stopping,
    turned_cause,
)
from content.pipeline.verdicts.degree import certainty, frequency, quantifiers, will
from content.pipeline.verdicts.denial import (
    comparatives,
    connectives,
    double_denial,
    lost_denials,
    opposites,
    polarity,
    roles,
)
from content.pipeline.verdicts.exchange import (
    alternatives,
    both_conditions,
    dates,
    directions,
    mixed_items,
    turned_roles,
)
from content.pipeline.verdicts.extent import any_kind, comparison, exclusivity, reasons_bound, scope
from content.pipeline.verdicts.relation import (
    bound_numbers,
    bound_warnings,
    cause_turned,
    nearest_numbers,
    own_numbers,
    pairs,
    positions,
    sequence,
    timing,
    turned_agents,
)
from content.pipeline.verdicts.strictness import duty, loosened_duty, permission, softened_warning, strength
from content.pipeline.verdicts.wording import numbers, overlap, unmatched_words

GUARDS: tuple[Guard, ...] = (
    numbers,
    bound_numbers,
    own_numbers,
    polarity,
    opposites,
    comparatives,
    double_denial,
    lost_denials,
    connectives,
    roles,
    strength,
    softened_warning,
    duty,
    loosened_duty,
    permission,
    bound_warnings,
    positions,
    timing,
    sequence,
    cause_turned,
    turned_agents,
    turned_roles,
    mixed_items,
    alternatives,
    both_conditions,
    directions,
    dates,
    other_treatment,
    dependence,
    felt_by,
    self_service,
    away,
    purpose_of_tools,
    single,
    both,
    nearest_numbers,
    pairs,
    certainty,
    will,
    frequency,
    quantifiers,
    exclusivity,
    any_kind,
    comparison,
    reasons_bound,
    scope,
    no_risk,
    agent,
    stopping,
    turned_cause,
    promise,
    narrowed_warning,
    only_asked,
    only_in_question,
    myths,
    overlap,
    unmatched_words,
)

VERBATIM_GUARDS: tuple[Guard, ...] = (only_asked, myths)
"""What can be wrong with a sentence of the source taken word for word."""
