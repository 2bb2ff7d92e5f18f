"""Bugs that somebody could well write, as replacements in our source; the tests named beside each must fail for it.

A text that does not stand in its file exactly once stops the audit: the code has moved, and its bug with it.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Bug:
    """One planted bug."""

    name: str
    what: str
    tests: tuple[str, ...]
    edits: tuple[tuple[str, str, str], ...]
    """File, what stands there, what is put in its place."""


def _bug(name: str, what: str, tests: str, *edits: tuple[str, str, str]) -> Bug:
    return Bug(name, what, tuple(f"tests/{path}" for path in tests.split()), edits)


RUN = "reconciler/apply/run.py"
CALLING = "reconciler/apply/calling.py"
RUN_STATE = "reconciler/apply/run_state.py"
GROUND = "reconciler/planning/ground.py"
ACTIONS = "reconciler/planning/actions.py"
ENTRIES = "reconciler/apply/ledger_records.py"
SETTLE = "reconciler/planning/settle.py"
FOLD = "reconciler/memory/fold.py"
APPLYING = "reconciler/pipeline/execution.py"
APPROVAL = "reconciler/planning/approval.py"
LINKS = "reconciler/ledger/links.py"
CALENDAR = "reconciler/model/calendar.py"
NUMBER = "reconciler/kinds/number.py"
OFFERS = "reconciler/contracts/offers.py"
OBSERVATION = "reconciler/providers/simulator/observation.py"
LISTING = "reconciler/providers/alibaba/paging.py"

MATRIX = "faults/test_fault_matrix.py"
CRASH = "faults/test_crash_points.py"

BUGS = (
    # --- what others got wrong before us -----------------------------------------------------------------
    _bug(
        "M01",
        "the intent is written after the call",
        MATRIX,
        (CALLING, "            self.state.record(*intents)\n", "            pass\n"),
        (
            CALLING,
            "        notes = self._record(intents, answers)\n",
            "        self.state.record(*intents)\n        notes = self._record(intents, answers)\n",
        ),
    ),
    _bug(
        "M02",
        "the ledger's commits are not synced to the disk",
        "ledger/test_durability.py",
        ("reconciler/ledger/engine.py", '"synchronous = EXTRA"', '"synchronous = OFF"'),
        ("reconciler/ledger/engine.py", '(("delete",), (3,))', '(("delete",), (0,))'),
    ),
    _bug(
        "M03",
        "PostgreSQL may answer before it has written",
        "ledger/test_durability.py",
        (
            "reconciler/ledger/engine.py",
            "SET LOCAL synchronous_commit = on",
            "SET LOCAL synchronous_commit = off",
        ),
    ),
    _bug(
        "M04",
        "the intent does not name the number",
        MATRIX,
        (
            ENTRIES,
            "        resource=action.kind,\n        number=action.number,\n        application=action.application,\n",
            "        resource=action.kind,\n        number=None,\n        application=action.application,\n",
        ),
    ),
    _bug(
        "M05",
        "a call without an answer counts as not done",
        MATRIX,
        (
            CALLING,
            "            elif isinstance(answer, Refused | Unsupported):\n                receipt",
            "            else:\n                answer = Refused(str(answer))\n                receipt",
        ),
    ),
    _bug(
        "M06",
        "a call without an answer is made again",
        MATRIX,
        (
            CALLING,
            "                answers = self._send(requests)\n",
            "                try:\n"
            "                    answers = self._send(requests)\n"
            "                except (Refused, Unsupported):\n"
            "                    raise\n"
            "                except Exception:\n"
            "                    answers = self._send(requests)\n",
        ),
    ),
    _bug(
        "M07",
        "the SDK repeats calls by itself",
        "providers/alibaba",
        (
            "reconciler/providers/alibaba/sdk.py",
            "            protocol=settings.protocol,\n",
            "            protocol=settings.protocol,\n"
            "            retry_options=__import__('darabonba.policy.retry').policy.retry.RetryOptions(),\n",
        ),
    ),
    _bug(
        "M08",
        "a number that is not listed was not bought",
        "faults/test_promises.py",
        (
            SETTLE,
            "        return Evidence(intent, OutcomeResult.NOT_DONE, reason, number)\n    return None\n",
            "        return Evidence(intent, OutcomeResult.NOT_DONE, reason, number)\n"
            '    return Evidence(intent, OutcomeResult.NOT_DONE, "not listed", number)\n',
        ),
    ),
    _bug(
        "M09",
        "a number of an open purchase is chosen for another slot",
        "faults/test_promises.py",
        (
            OFFERS,
            "for intent in memory.open.values() if",
            "for intent in () if",
        ),
    ),
    _bug(
        "M10",
        "paging stops at a short page",
        "providers/alibaba/test_alibaba_listing.py",
        (
            LISTING,
            "while len(rows) < total and page.rows:",
            "while len(rows) < total and len(page.rows) >= PAGE_SIZE:",
        ),
        (LISTING, "if len(rows) != total or", "if"),
    ),
    _bug(
        "M11",
        "the last page's total is believed",
        f"{MATRIX} providers",
        (OBSERVATION, "    if len(totals) > 1:\n", "    if False:\n"),
        (OBSERVATION, "    if len(listed) != totals[-1]:\n", "    if False:\n"),
    ),
    _bug(
        "M12",
        "an entry that comes twice is counted once",
        f"{MATRIX} providers",
        (OBSERVATION, "    if len(numbers) < len(listed):\n", "    if False:\n"),
        (OBSERVATION, "    if len(listed) != totals[-1]:\n", "    if len(listed) < totals[-1]:\n"),
    ),
    _bug(
        "M13",
        "a list older than our own effects is believed",
        "faults/test_promises.py",
        (
            RUN_STATE,
            "    return all(reflects(i, observed, r.number or i.number, r.application) for i, r in effects)\n",
            "    return True\n",
        ),
    ),
    _bug(
        "M14",
        "a plan file is good whatever was applied since",
        "faults/test_approvals.py",
        (APPROVAL, '        ("ledger", plan.basis.ledger),\n', ""),
    ),
    _bug(
        "M15",
        "a plan is good for any account",
        "faults/test_approvals.py",
        (
            APPROVAL,
            '    if (scope["account"], scope["team"]) != (plan.scope.account, plan.scope.team):\n',
            "    if False:\n",
        ),
        (
            "reconciler/planning/digest.py",
            '{"account": scope.account, "team": scope.team, "rules": RULE_SET, "actions": ready}',
            '{"rules": RULE_SET, "actions": ready}',
        ),
    ),
    _bug(
        "M16",
        "a file that was renamed leaves a plan file valid",
        "faults/test_approvals.py",
        ("reconciler/load/__init__.py", 'f"{content}  {name}\\n" for name', 'f"{content}\\n" for name'),
    ),
    _bug(
        "A1",
        "a look at one number is not judged: what the whole read showed is",
        "faults/test_batches.py",
        (
            RUN_STATE,
            "        return self.ground.judge(addresses, fresh, memory)\n",
            "        return self.ground.judge(addresses, self.ground.facts.observed, memory)\n",
        ),
    ),
    _bug(
        "M17",
        "guards are judged when planning only",
        "faults/test_hands.py",
        (
            RUN_STATE,
            "        facts, plan = self.refresh()\n        return facts, {",
            "        facts, plan = self.view()\n        return facts, {",
        ),
    ),
    _bug(
        "M18",
        "what nobody knows is taken for permitted",
        f"{MATRIX} planning/test_gate.py",
        ("reconciler/planning/gate.py", "    if unknown:\n        return unknown\n", ""),
    ),
    _bug(
        "M19",
        "three months are 90 days",
        "calendar",
        (
            CALENDAR,
            "add_days(add_months(activated, HOLDING_MONTHS), 1)",
            "add_days(activated, 90)",
        ),
    ),
    _bug(
        "M20",
        "a month ends at midnight in Greenwich",
        "calendar",
        (CALENDAR, "    return local(instant).date()\n", "    return instant.astimezone(UTC).date()\n"),
        (CALENDAR, "from datetime import date,", "from datetime import UTC, date,"),
    ),
    # --- the ledger --------------------------------------------------------------------------------------
    _bug(
        "L1",
        "a lock is taken from whoever holds it",
        "faults/test_interleavings.py",
        (LINKS, "    if held.owner is not None and not ", "    if False and not "),
    ),
    _bug(
        "L2",
        "whoever lost the lock may still append",
        "ledger/test_store.py ledger/test_lock.py",
        (
            LINKS,
            "            CHAINS.c.fence == fence,\n            CHAINS.c.owner",
            "            CHAINS.c.owner",
        ),
    ),
    _bug(
        "L3",
        "an append does not ask whether somebody else appended",
        "ledger/test_store.py ledger/test_lock.py",
        (LINKS, "            CHAINS.c.seq == after.seq,\n            CHAINS.c.hash == after.hash,\n", ""),
    ),
    _bug(
        "L4",
        "the lock of a dead process stands for ever",
        CRASH,
        (LINKS, "not Holder(held.host, held.pid, held.token).dead", "True"),
    ),
    _bug(
        "L5",
        "an altered record is believed",
        "ledger/test_tampering.py",
        (
            "reconciler/ledger/chain.py",
            " or _digest(name, seq, prev, body) != hashed:",
            ":",
        ),
    ),
    _bug(
        "L6",
        "an older copy of the ledger is believed",
        "ledger/test_tampering.py",
        ("reconciler/ledger/store.py", "        if head.seq < mark.seq:\n", "        if False:\n"),
    ),
    _bug(
        "L7",
        "an outcome the ledger cannot take is dropped",
        "faults/test_storage_failures.py",
        (CALLING, "outcome.intent: state.context.rescue(outcome) for", 'outcome.intent: "dropped" for'),
    ),
    _bug(
        "L8",
        "a rescued outcome is never read back",
        "faults/test_storage_failures.py",
        (
            APPLYING,
            "        recovered = session.store.recover(session.account.name, lease)\n",
            "        recovered: tuple[str, ...] = ()\n",
        ),
    ),
    _bug(
        "L9",
        "an append looks first, and writes in another transaction",
        "ledger/test_pauses.py",
        (
            "reconciler/ledger/store.py",
            "        with self.database.writing() as connection:\n"
            "            head = links.extend(connection, account, after, rows, fence)\n",
            "        with self.database.reading() as snapshot:\n"
            "            lock = reading.lock_of(snapshot, account)\n"
            "            found = reading.head_of(snapshot, account)\n"
            "        if found != after or lock is None:\n"
            "            raise links.LedgerMoved('somebody else wrote')\n"
            "        with self.database.writing() as connection:\n"
            "            head = links.extend(connection, account, after, rows, fence)\n",
        ),
        (
            LINKS,
            "            CHAINS.c.seq == after.seq,\n"
            "            CHAINS.c.hash == after.hash,\n"
            "            CHAINS.c.fence == fence,\n"
            "            CHAINS.c.owner.is_not(None),\n",
            "",
        ),
    ),
    _bug(
        "L10",
        "who takes the lock does not keep others from reading it meanwhile",
        "ledger/test_pauses.py",
        (LINKS, ".with_for_update()", ""),
    ),
    _bug(
        "L11",
        "a process is known by its number, whenever it started",
        "ledger/test_lock.py",
        (
            "reconciler/ledger/holder.py",
            "'zombie' if state in 'ZX' else rest[18]",
            "'zombie' if state in 'ZX' else 0",
        ),
    ),
    _bug(
        "L12",
        "the note in the workspace is not looked at",
        "ledger/test_ledger_commands.py",
        (
            "reconciler/ledger/store.py",
            "        return (self.note,) if self.mark is None else (self.mark, self.note)\n",
            "        return () if self.mark is None else (self.mark,)\n",
        ),
    ),
    # --- memory and evidence -----------------------------------------------------------------------------
    _bug(
        "E1",
        "other actions go on at an address with an open intent",
        "faults/test_promises.py",
        (
            ACTIONS,
            "    return address not in facts.memory.held and not (\n",
            "    return not (\n",
        ),
        (
            ACTIONS,
            "    actions.extend(_held(intent, facts) for intent in facts.memory.held.values())\n",
            "",
        ),
    ),
    _bug(
        "E2",
        "a purchase that seemed to have failed is tried with another number",
        "faults/test_promises.py",
        (
            FOLD,
            "    if evidence is EvidenceSource.OBSERVED:\n        draft.pinned[address] = number\n    elif",
            "    if",
        ),
    ),
    _bug(
        "E3",
        "what a read says did not happen does not count towards the limits",
        "faults/test_promises.py",
        (FOLD, "            draft.doubted.add(intent.address)\n", "            pass\n"),
    ),
    _bug(
        "E4",
        "consent is not burnt with the intent",
        "model/test_memory.py",
        (FOLD, "    if record.consent is not None:\n        draft.consents.add(record.consent)\n", ""),
    ),
    _bug(
        "E5",
        "evidence looks at one field of several",
        MATRIX,
        (
            SETTLE,
            "for path, value in intent.fields.items() if path not in blind}",
            'for path, value in intent.fields.items() if path == "ivr.playback.audio"}',
        ),
    ),
    _bug(
        "E6",
        "a purchase is said to be done and nobody says what was bought",
        "faults/test_promises.py",
        (
            "reconciler/pipeline/operator.py",
            "    if answer.done and intent.action == Verb.ORDER and not named:\n",
            "    if False:\n",
        ),
    ),
    _bug(
        "E7",
        "of two applications that are alike one is taken for the other",
        "planning/test_settle.py",
        (SETTLE, "    if len(applications) != len(alike):\n", "    if len(applications) <= place:\n"),
    ),
    _bug(
        "E8",
        "a word of the console that nobody knows means active",
        "providers/alibaba/test_alibaba_roster.py",
        (
            "reconciler/providers/alibaba/roster/cells.py",
            '_STATUS_OF.get(folded(str(values["running_status"])))',
            '_STATUS_OF.get(folded(str(values["running_status"])), observation.ACTIVE)',
        ),
    ),
    _bug(
        "E9",
        "a list needs to show the last effect of the run only",
        "faults/test_promises.py",
        (
            RUN_STATE,
            "_shows(self.effects.values(), observed)",
            "_shows([*self.effects.values()][-1:], observed)",
        ),
    ),
    _bug(
        "E10",
        "a 400 number that was sold is still on offer",
        "providers/simulator",
        ("reconciler/providers/simulator/world/statement.py", '"NOT sold AND NOT EXISTS', '"NOT EXISTS'),
    ),
    # --- who is who --------------------------------------------------------------------------------------
    _bug(
        "I1",
        "an entry is what the ledger has at its key, whatever number it names",
        "cli/test_who_is_who.py",
        (
            "reconciler/planning/claims.py",
            "        origin = holders.get(entry.number) if entry.number is not None else arrivals.get(address)\n"
            "        if origin is None and entry.number is None and _current",
            "        origin = None if entry.number is not None else arrivals.get(address)\n"
            "        if origin is None and _current",
        ),
    ),
    _bug(
        "I2",
        "what may be ours already stops no purchase",
        "cli/test_who_is_who.py rules/test_vn408_maybe_ours_already.py",
        (
            "reconciler/rules/vn408_maybe_ours_already.py",
            "    return RULE.block(\n        (action,),\n",
            "    return RULE.at(\n        action.address,\n        Verdict.BLOCK,\n",
        ),
    ),
    _bug(
        "I3",
        "a tombstone for another address is believed",
        "cli/test_who_is_who.py",
        (
            "reconciler/planning/identity.py",
            "    _tombstones_astray(tombstones, claimed, memory, holders)\n",
            "",
        ),
    ),
    _bug(
        "I4",
        "something happens at an address in conflict",
        "cli/test_who_is_who.py",
        (
            ACTIONS,
            "address in facts.slots and facts.slots[address].conflict is not None\n",
            "False\n",
        ),
    ),
    # --- the run -----------------------------------------------------------------------------------------
    _bug(
        "R1",
        "what needs a failed action is tried all the same",
        MATRIX,
        (RUN, "        if failed:\n", "        if False:\n"),
        (RUN, ' if fresh.needs else ""\n', ' if False else ""\n'),
    ),
    _bug(
        "I5",
        "a number whose key an entry of another kind took is nobody's",
        "cli/test_who_is_who.py",
        ("reconciler/planning/candidates.py", " or _misfit(slot, now)]", "]"),
    ),
    _bug(
        "I6",
        "an entry that left Git before its number was allotted makes room for another purchase",
        "cli/test_who_is_who.py",
        (
            "reconciler/memory/fold.py",
            "    draft.file_away(record.address, identity or record.address)\n",
            "    draft.file_away(record.address, record.number or record.address)\n",
        ),
    ),
    _bug(
        "I7",
        "a ledger that was lost opens the month's limits again",
        "cli/test_who_is_who.py rules/test_vn503_limits.py",
        ("reconciler/rules/vn503_limits.py", "    if not since or month_of(", "    if True or month_of("),
    ),
    _bug(
        "I8",
        "a loss counts in the month that a wrong clock said when the ledger was begun again",
        "properties/test_identity_properties.py",
        (
            "reconciler/memory/fold.py",
            "    draft.rebuilt = record.at\n",
            "    draft.rebuilt = record.at if draft.rebuilding else draft.rebuilt\n",
        ),
    ),
    _bug(
        "I9",
        "a tombstone that names another number frees what stands at its address",
        "cli/test_who_is_who.py",
        (
            "reconciler/planning/candidates.py",
            "        return slot.tombstone.number not in known\n",
            "        return False\n",
        ),
    ),
    _bug(
        "R12",
        "a throttled call is sent again though another run has the lock",
        "faults/test_schedules.py",
        ("reconciler/apply/calling.py", " or not self.state.holds():\n", ":\n"),
    ),
    _bug(
        "R2",
        "a need that shows again does not stop what depends on it",
        "faults/test_promises.py",
        (RUN, ' if fresh.needs else ""\n', ' if False else ""\n'),
    ),
    _bug(
        "R3",
        "the fates of a killed run are not told",
        CRASH,
        (RUN, "        if memory.run is None or memory.ended:\n", "        if True:\n"),
    ),
    _bug(
        "R4",
        "a run that was told to stop goes on",
        "faults/test_processes.py",
        (
            RUN,
            "        if self.state.context.stopping():\n            return Result",
            "        if False:\n            return Result",
        ),
    ),
    _bug(
        "R5",
        "a process that hangs is not ended",
        "faults/test_processes.py",
        (
            "reconciler/cli/interrupt.py",
            "    os._exit(INTERRUPTED)\n",
            "    return\n",
        ),
    ),
    _bug(
        "R6",
        "--resume buys",
        "faults/test_approvals.py",
        (
            "reconciler/pipeline/execution.py",
            "    return action.verb.effect is not Effect.BUYS\n",
            "    return action.verb.effect in Effect\n",
        ),
    ),
    _bug(
        "R9",
        "what changed since the plan is overwritten",
        "faults/test_promises.py",
        (RUN, "    if changed:\n", "    if False:\n"),
    ),
    _bug(
        "R10",
        "a defect of ours is a fate like any other, and the run goes on",
        "faults/test_promises.py",
        (
            RUN,
            "            for result in self._attempt(group):\n                self._end(result)\n",
            "            try:\n"
            "                for result in self._attempt(group):\n"
            "                    self._end(result)\n"
            "            except Exception as error:\n"
            "                for action in group:\n"
            "                    self._end(Result(action, Fate.UNKNOWN, str(error)))\n",
        ),
    ),
    _bug(
        "R11",
        "what became dearer since the plan is bought all the same",
        "faults/test_promises.py",
        (RUN, '"changes", "cost")', '"changes")'),
    ),
    _bug(
        "R7",
        "a purchase does not wait for a whole list",
        MATRIX,
        (
            "reconciler/rules/vn602_unknown.py",
            "    if not facts.observed.complete:\n        why",
            "    if False:\n        why",
        ),
    ),
    _bug(
        "R8",
        "an effect that is not recorded exits like a success",
        "faults/test_storage_failures.py",
        (CALLING, "    if note:\n", "    if False:\n"),
    ),
    # --- what people do ----------------------------------------------------------------------------------
    _bug(
        "H1",
        "people are asked to cancel before what comes first was seen",
        "planning/test_gate.py cli/test_task_life.py",
        ("reconciler/planning/gate.py", " or action.verb.effect is Effect.ENDS", ""),
    ),
    _bug(
        "H2",
        "a machine orders what a person may be ordering",
        "planning/test_gate.py",
        (
            "reconciler/planning/task_life.py",
            "    return action.mode is Mode.MANUAL or action.verb is Verb.ORDER\n",
            "    return action.mode is Mode.MANUAL\n",
        ),
    ),
    _bug(
        "H3",
        "an order by hand counts no days until somebody says so",
        "cli/test_forgetful_operators.py",
        (FOLD, "        draft.order_requests.setdefault(record.address, record.at)\n", "        pass\n"),
    ),
    _bug(
        "H4",
        "a number that is in use again may still be cancelled by hand",
        "cli/test_task_life.py",
        (
            "reconciler/planning/task_life.py",
            "    if action.needs:\n        return phrase(",
            "    if False:\n        return phrase(",
        ),
    ),
    _bug(
        "H5",
        "what was attested is called observed",
        "cli/test_task_life.py",
        (SETTLE, "        evidence=proof.source,\n", '        evidence="observed",\n'),
        (SETTLE, "        attestation=proof.attestation,\n", ""),
    ),
)
