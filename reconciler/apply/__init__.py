"""Carries out an approved plan: the only room that changes anything at the provider.

For each action: read afresh, plan afresh, go on only if the fresh plan still wants exactly this; make the intent
durable; call once; record the outcome. A call whose end is unknown leaves its intent open and the slot held. Killed at
any instruction, the next run finds every intent and goes on from evidence.
"""

from reconciler.apply.run import Run
from reconciler.apply.run_state import ApplyContext, RunState

__all__ = ["ApplyContext", "Run", "RunState"]
