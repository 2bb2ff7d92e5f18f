#!/bin/sh
# The main job from end to end, in a copy of this folder and on the simulated account of world.yaml.
# Every command is shown before its output; the script fails where an exit code is not the expected one.
set -u

workspace=$(mktemp -d)
trap 'rm -rf "$workspace"' EXIT
cp -R "$(dirname "$0")/." "$workspace"
cd "$workspace" || exit 1
rm -rf .reconciler

say() { printf '\n\n== %s\n' "$*"; }

# step CODE WORDS...: runs the words and insists on their exit code
step() {
  expected=$1
  shift
  printf '\n$ %s\n' "$*"
  "$@"
  code=$?
  if [ "$code" -ne "$expected" ]; then
    echo "demo: exit code $code, expected $expected" >&2
    exit 1
  fi
}

say "Is what the teams wrote well-formed?"
step 0 reconciler validate

say "What would a merge do, cost and destroy?"
step 0 reconciler plan --out plan.json

say "Just that plan is applied, once."
step 0 reconciler apply plan.json --approved-by "a reviewer"

say "Nothing is left to do until the provider's reviewers, or the calendar, move."
step 0 reconciler plan --detailed-exitcode

say "Somebody re-binds a number by hand, in the console. Drift says so."
step 0 reconciler simulator console unbind 057188880001
step 0 reconciler simulator console bind 057188880001 057100005678
step 2 reconciler drift

say "That was the main job. Try next: .venv/bin/reconciler -C examples/quickstart deadlines"
