"""Every code the program prints that is no rule's: what it means and what to do about it.

VN0xx is about files, VN1xx about what a document says, VN2xx about what documents say of each other, VN7xx about the
provider, VN8xx about plans and the ledger. `explain` prints them beside the rules.
"""

from __future__ import annotations

from reconciler.noun import noun


@noun
class Code:
    """One code's page."""

    code: str
    title: str
    what: str
    fix: str


_TABLE = (
    Code(
        "VN000", "error", "Something a user can act on went wrong; the message says what.", "Read the hint."
    ),
    Code(
        "VN001",
        "invalid manifests",
        "At least one file holds an error, so there is no desired state and no plan.",
        "Mend what `reconciler validate` lists; each problem has its own code.",
    ),
    Code(
        "VN002",
        "system error",
        "The operating system refused a file or a folder.",
        "Check its path and permissions.",
    ),
    Code(
        "VN003",
        "no workspace",
        "The folder holds no reconciler.yaml.",
        "Run `reconciler init`, or choose a workspace with `-C DIR`.",
    ),
    Code(
        "VN010",
        "no regular file",
        "A symbolic link, a fifo, a socket or a device stands where a manifest is expected. Links are not followed.",
        "Put the file itself there.",
    ),
    Code(
        "VN011",
        "unreadable file",
        "A file or folder could not be read.",
        "Check that it exists, and its permissions.",
    ),
    Code(
        "VN012", "file too large", "A manifest is larger than 1 MiB.", "Split it: about 100 numbers a file."
    ),
    Code("VN013", "not UTF-8", "The file is not UTF-8 text.", "Save it as UTF-8."),
    Code(
        "VN014",
        "unseen character",
        "A control, bidirectional, zero-width or line-separator character, or a tab, stands in the file or is made by "
        "an escape. Reviewers would not see what it does.",
        "Remove it; use spaces instead of tabs.",
    ),
    Code("VN015", "merge conflict", "Conflict markers are left in the file.", "Resolve the conflict."),
    Code(
        "VN016",
        "not YAML",
        "The file cannot be parsed.",
        "Check indentation, colons, quotes and brackets there.",
    ),
    Code(
        "VN017",
        "several documents",
        "A file holds one document, without directives.",
        "Give each document its own file.",
    ),
    Code(
        "VN018",
        "anchor, alias or merge key",
        "YAML's own reuse is not read: it hides what is declared and can be made to explode.",
        "Write the value, or use `defaults` or a pool's `template`.",
    ),
    Code(
        "VN019", "tag", "YAML tags are not read.", "Remove the word with the exclamation mark, or quote it."
    ),
    Code("VN020", "duplicate key", "A mapping holds the same key twice.", "Remove or rename one of the two."),
    Code(
        "VN021",
        "nested too deeply",
        "The file, or the folder it lies in, is nested deeper than 20 levels.",
        "No document needs that.",
    ),
    Code(
        "VN022",
        "too many values",
        "The file holds more than 50,000 values.",
        "Split it: about 100 numbers a file.",
    ),
    Code("VN023", "key is no word", "A key is a mapping or a list.", "Write `key: value`."),
    Code(
        "VN024",
        "text not composed",
        "Text is not in Unicode NFC: two spellings that look alike would differ for ever.",
        "Save the file in NFC, or type the accents again.",
    ),
    Code(
        "VN025",
        "secret",
        "Something looks like a credential. Its value is not shown.",
        "Take it out of Git's history and revoke it. Credentials come from the environment.",
    ),
    Code(
        "VN026",
        "unread manifest",
        "A file looks like a manifest and is not read, because of its name or its folder.",
        "Name it .yaml and put it below one of the workspace's `manifests`, or remove it.",
    ),
    Code(
        "VN027",
        "no document",
        "The file is empty or no mapping.",
        "Begin with apiVersion, kind, metadata and spec.",
    ),
    Code(
        "VN028",
        "cannot be formatted",
        "`fmt` left the file as it is: in the one format something would be lost or stand elsewhere.",
        "Move the comment to a line of its own above the entry, or write the entry on one line.",
    ),
    Code(
        "VN029",
        "nobody owns what is for ever",
        "CODEOWNERS lets a change of cancellations or acknowledgements be merged without a certain person's approval.",
        "Add the lines that the hint shows, with your people in place of @example, and require a review from owners.",
    ),
    Code(
        "VN064",
        "usage",
        "The command line asks for something that cannot be meant.",
        "See the command's --help.",
    ),
    Code(
        "VN100",
        "against the schema",
        "A value is not as the published schema asks.",
        "See `reconciler schema KIND`.",
    ),
    Code(
        "VN101",
        "unquoted phone number",
        "Other YAML readers take a bare phone number for an integer and lose its leading zero.",
        "Quote it; `reconciler validate --fix` does so and touches nothing else.",
    ),
    Code(
        "VN102",
        "unknown key",
        "A key is not one of those known at this place.",
        "Correct its spelling, or remove it.",
    ),
    Code("VN103", "missing key", "A key is missing that this entry or document needs.", "Add it."),
    Code(
        "VN104",
        "wrong type",
        "A value is text where a mapping is asked for, or the like.",
        "Write what the hint says.",
    ),
    Code("VN105", "unknown word", "A value is none of the words known there.", "Use one the hint names."),
    Code("VN106", "spelling", "A value is not spelled as it must be.", "Write it as the hint says."),
    Code(
        "VN107",
        "spelling of a number",
        "A phone number has one accepted spelling: digits, with the area code and without hyphens or +86.",
        "Write what the hint suggests.",
    ),
    Code(
        "VN108",
        "size",
        "A text, a list or an amount is too short, too long or out of range.",
        "See the hint.",
    ),
    Code("VN109", "unknown document", "apiVersion or kind is not one this version reads.", "Correct it."),
    Code(
        "VN110",
        "window backwards",
        "A window ends before it begins. Both days are included.",
        "Correct one of the two.",
    ),
    Code(
        "VN201",
        "unknown instance",
        "An entry names an instance that its team does not declare.",
        "Declare it.",
    ),
    Code(
        "VN202",
        "unknown IVR flow",
        "An entry names an IVR flow that its team does not declare.",
        "Declare it.",
    ),
    Code(
        "VN203",
        "unknown account",
        "A document names an account the workspace does not have.",
        "Correct the name.",
    ),
    Code(
        "VN204", "unknown team", "A Team document's name is not among the workspace's teams.", "Add the team."
    ),
    Code(
        "VN205",
        "exception for nothing",
        "An exception names a rule there is none of, or an address where nothing is declared.",
        "Correct it.",
    ),
    Code(
        "VN206",
        "exception that cannot be",
        "An exception names VN401, VN402, VN405 or VN406, which protect what cannot be undone.",
        "Remove it.",
    ),
    Code(
        "VN207",
        "tombstone for a declared entry",
        "A Cancellation's target or number is still declared.",
        "Remove the entry in the same change.",
    ),
    Code("VN208", "key used twice", "Two entries of a team have the same key.", "Give one of them another."),
    Code(
        "VN210",
        "name used twice",
        "Two documents claim the same team, target or tombstone.",
        "Remove or rename one.",
    ),
    Code(
        "VN211",
        "stale or contradictory move",
        "A line of `moved` carries an entry's number from one address to another: each address is left and reached "
        "once, nothing without a number is still declared where it came from, and something is where it goes.",
        "Remove the line, or correct it. A line whose move was made may stay: it is the record.",
    ),
    Code(
        "VN212",
        "unusable policy",
        "A policy is no self-contained JSON Schema of draft 2020-12. No reference outside it is ever fetched.",
        "Correct it.",
    ),
    Code("VN213", "no team", "The workspace holds no Team document.", "Add one below a manifests folder."),
    Code(
        "VN214",
        "unknown provider",
        "An account names a provider that is not installed.",
        "Correct the name; `reconciler providers` lists those that there are.",
    ),
    Code(
        "VN215",
        "provider setting",
        "An account has a setting that its provider does not have, or not with this value.",
        "See docs/providers.md for the settings of each provider.",
    ),
    Code(
        "VN216",
        "file outside",
        "reconciler.yaml names a file outside the workspace, which a request could use to reach any file.",
        "Name one below the workspace. A ledger elsewhere is named by env:NAME; with --config-from, whose configuration"
        " is the reviewed one, any file may be named.",
    ),
    Code(
        "VN217",
        "unknown carrier or region",
        "An entry names a carrier or a province that there is none of, or a city that is not known: nothing would "
        "ever be on offer for it.",
        "Correct it. A city that is only warned of may be right.",
    ),
    Code(
        "VN218",
        "listed for nothing",
        "A line of `spec.baseline` names a number that an entry declares, or that is listed before: the list would "
        "silence the number, should its entry ever leave Git.",
        "Remove the line.",
    ),
    Code(
        "VN310",
        "policy",
        "An entry is against one of the organisation's own policies.",
        "See the policy's description.",
    ),
    Code(
        "VN700",
        "provider error",
        "A call to the provider did not end in a clear success.",
        "See the message.",
    ),
    Code(
        "VN701",
        "refused",
        "The provider answered that it did not do it, and why.",
        "Mend what its reason names.",
    ),
    Code(
        "VN702", "throttled", "The provider asks to slow down.", "Wait; reads are repeated within a budget."
    ),
    Code(
        "VN703", "unreadable answer", "A read failed, or its answer could not be decoded.", "Try again later."
    ),
    Code(
        "VN704",
        "outcome unknown",
        "A change may or may not have happened: a timeout, a reset, a 5xx or an answer that cannot be decoded. The "
        "address is held.",
        "Run again; if evidence does not settle it, look in the console and use `reconciler resolve`.",
    ),
    Code(
        "VN705",
        "no API",
        "The provider has no API for this.",
        "Do it in the console; see `reconciler tasks`.",
    ),
    Code(
        "VN706", "extra not installed", "An optional dependency is missing.", "Install it as the hint says."
    ),
    Code(
        "VN707", "unknown provider", "An account names a provider that is not installed.", "Correct its name."
    ),
    Code(
        "VN708", "roster", "The roster in Git cannot be read as one.", "Mend the row that the message names."
    ),
    Code(
        "VN709",
        "provider contradicts itself",
        "A provider states a fact that its own capabilities do not read. Where it comes from is unknown, so nothing is "
        "planned.",
        "Have the provider name the field in its `reads`, or leave it out of what it observes.",
    ),
    Code(
        "VN710",
        "provider settings",
        "An account's settings are not understood, or would send requests elsewhere than to the provider.",
        "Correct what the message names; all settings of a provider are optional.",
    ),
    Code(
        "VN805",
        "another plan",
        "The plan is stale, hypothetical or not the approved one. Nothing was changed.",
        "Plan again, and have that plan approved.",
    ),
    Code(
        "VN806",
        "not a plan",
        "A file is cut, altered or of a version this tool does not know.",
        "Save it again.",
    ),
    Code(
        "VN807",
        "attestation",
        "Nobody can vouch for this subject, fact or value.",
        "Name one the hint lists.",
    ),
    Code(
        "VN720",
        "code host refused",
        "GitHub or GitLab did not take the comment: no permission, an unknown request, a text it does not accept.",
        "Read what it answered; a pull request from a fork gets a token that only reads.",
    ),
    Code(
        "VN721",
        "code host unclear",
        "The code host gave no clear answer, and its comment was not found afterwards.",
        "Run it again: one comment stays one, because it is looked for before it is written.",
    ),
    Code(
        "VN810",
        "ledger",
        "The ledger cannot be read or written.",
        "See the message; nothing was called before it failed.",
    ),
    Code(
        "VN811",
        "ledger altered",
        "A record does not match its hash or its place in the chain.",
        "Restore the ledger from a copy, or `reconciler ledger rebuild`.",
    ),
    Code(
        "VN812",
        "ledger lost",
        "There should be a ledger, and there is none, or another, or an older copy.",
        "Restore it, or `reconciler ledger rebuild`, which adopts and buys nothing until acknowledged.",
    ),
    Code(
        "VN831",
        "unknown commit",
        "A job names a commit that is neither here nor at a remote; it waits for an hour.",
        "Push the commit, or let the worker's repository fetch it.",
    ),
    Code(
        "VN832",
        "no repository",
        "Git cannot be run, or the workspace is in no Git repository: a fleet works from commits.",
        "Start the command in a clone of the workspace's repository.",
    ),
    Code(
        "VN834",
        "no checkout",
        "A commit is here, but its files cannot be laid out: the disk is full or read-only, a submodule does not come.",
        "See that the worker may write below `.reconciler/fleet`, and that Git there can fetch the submodules.",
    ),
    Code(
        "VN833",
        "no shared ledger",
        "The ledger is a file; workers of several machines share none.",
        "Set `spec.ledger` to a PostgreSQL URL, or to env:NAME.",
    ),
    Code(
        "VN818",
        "word against evidence",
        "What was said of a call contradicts what the account shows: it lists a number or an application that may be "
        "what was asked for, or a state that the call would have changed.",
        "Say what the account shows, or overrule each thing that is listed with `--although ID`; that is recorded.",
    ),
    Code("VN813", "ledger too new", "A newer version of this tool wrote the ledger.", "Upgrade the tool."),
    Code(
        "VN816",
        "ledger locked",
        "Another run holds the account's lock, or is in the middle of writing and does not come to an end.",
        "Wait for it. One that has ended: `reconciler ledger unlock`; one that hangs: end its process.",
    ),
    Code(
        "VN817",
        "ledger moved",
        "Another run appended since this one read. Nothing was written.",
        "Run again.",
    ),
    Code(
        "VN999",
        "internal error",
        "The program found itself in a state that must not exist.",
        "Report it as a bug.",
    ),
)

CODES: dict[str, Code] = {code.code: code for code in _TABLE}
"""By code."""
