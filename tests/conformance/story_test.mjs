// The whole demo, a SIGKILL in the middle included, spoken through proxies that hold every request of ours and
// every answer of the sandbox to the vendors' own descriptions. One violation on either side fails.
//
//   node story_test.mjs BUILD_DIR
import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {join} from 'node:path';

import {Checked, description, free_port, skip, trackers} from './prism.mjs';

const build = process.argv[2] ?? assert.fail('usage: node story_test.mjs BUILD_DIR');

const checked = {};
const behind = {};
for (const tracker of trackers) {
  const document = description(tracker);
  if (!document) continue;
  behind[tracker] = await free_port();
  checked[tracker] = await Checked.start({document, upstream: behind[tracker]});
}
if (!Object.keys(checked).length) skip('no description of any tracker');

const ports = by_tracker => Object.entries(by_tracker).map(([tracker, port]) => `${tracker}=${port}`).join(',');
const demo = spawn(join(build, 'tests/demo/oncalld-demo'),
    ['--json', '--lead', '15000', '--sandbox-ports', ports(behind),
     '--through', ports(Object.fromEntries(Object.entries(checked).map(([tracker, {port}]) => [tracker, port])))],
    {stdio: ['ignore', 'pipe', 'inherit']});
process.on('exit', () => demo.kill());
let said = '';
demo.stdout.on('data', text => said += text);
const code = await new Promise((resolve, reject) => demo.once('close', resolve).once('error', reject));

for (const [tracker, {calls, violations}] of Object.entries(checked)) {
  console.log(`${tracker}: ${calls} calls, ${violations.length} violations`);
  for (const violation of violations) console.log(`  ${violation}`);
}
assert.equal(code, 0, `the demo failed: ${said}`);
const {api_calls} = JSON.parse(said);
for (const [tracker, {calls, violations}] of Object.entries(checked)) {
  assert.equal(violations.length, 0, `${tracker}: violations, see above`);
  // Prism refuses a wrong request before the sandbox sees it; otherwise both must have seen the same calls.
  assert(calls > 0 && calls >= api_calls[tracker], `${tracker}: ${api_calls[tracker]} calls reached the sandbox, ` +
      `of which ${calls} were checked`);
}
process.exit(0);
