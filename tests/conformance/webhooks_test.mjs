// GitHub's own recorded webhooks against a running daemon: every issues and issue_comment body there is must be
// understood, a replay must change nothing, and what is not signed with our secret is refused.
//
//   node webhooks_test.mjs BUILD_DIR
import assert from 'node:assert/strict';
import {createHmac, randomUUID} from 'node:crypto';
import {existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';

import {free_port, send, skip, start} from './prism.mjs';

const build = process.argv[2] ?? assert.fail('usage: node webhooks_test.mjs BUILD_DIR');
const recorded = join(dirname(fileURLToPath(import.meta.url)),
                      'node_modules/@octokit/webhooks-examples/api.github.com/index.json');
if (!existsSync(recorded)) skip('@octokit/webhooks-examples is not installed: npm ci --ignore-scripts');
const deliveries = JSON.parse(readFileSync(recorded))
    .filter(event => ['issues', 'issue_comment'].includes(event.name))
    .flatMap(({name, examples}) => examples.map(body => ({name, body: JSON.stringify(body)})));
assert(deliveries.length >= 30, `only ${deliveries.length} recorded webhooks: does the package look different now?`);
const repos = [...new Set(deliveries.map(({body}) => JSON.parse(body).repository.full_name))];

const secret = 'a webhook secret';
const folder = mkdtempSync(join(tmpdir(), 'oncalld-webhooks-'));
process.on('exit', () => rmSync(folder, {recursive: true, force: true}));
const private_file = (name, text) => writeFileSync(join(folder, name), text, {mode: 0o600});

const sandbox = await start(join(build, 'tests/sandbox/oncalld-sandbox'), [], {ready: /\}\n/});
const port = await free_port();
private_file('token', 'sandbox-token');
private_file('hook', secret);
private_file('oncalld.yaml', `
people:
  ann: {name: Ann Berg, timezone: Europe/Oslo, accounts: {github: ann-berg}}
trackers:
  github:
    type: github
    url: http://127.0.0.1:${JSON.parse(sandbox.said).github}
    auth: {token_file: token}
    repos: [${repos.join(', ')}]
    webhook: {secret_file: hook}
rotations:
  support:
    timezone: Europe/Oslo
    participants: [ann]
    shift: {every: 1 week, at: Mon 09:00}
    effective_from: 2026-01-05
routes:
  - {name: everything, match: {tracker: github}, assign: {rotation: support}}
http: {listen: "127.0.0.1:${port}"}
`);
const daemon = await start(join(build, 'daemon/oncalld'),
    ['--config', join(folder, 'oncalld.yaml'), '--state', join(folder, 'state')], {ready: /ready: /});

async function deliver({name, body}, {key = secret, delivery = randomUUID()} = {}) {
  const {status, body: said} = await send({port, method: 'POST', path: '/webhooks/github', body, headers: {
    'content-type': 'application/json', 'content-length': Buffer.byteLength(body), 'x-github-event': name,
    'x-github-delivery': delivery,
    'x-hub-signature-256': `sha256=${createHmac('sha256', key).update(body).digest('hex')}`}});
  return `${status} ${said}`.trim();
}

for (const it of deliveries) {
  const {action, repository} = JSON.parse(it.body);
  const what = `${it.name}.${action} of ${repository.full_name}`;
  const delivery = randomUUID();
  assert.equal(await deliver(it, {delivery}), '202 taken', what);
  assert.equal(await deliver(it, {delivery}), '202 taken before', `${what}, sent again`);
  assert.equal(await deliver(it, {key: 'another secret'}), '401 wrong signature', `${what}, signed with another secret`);
}
assert.equal(daemon.exitCode, null, 'the daemon ended');
console.log(`${deliveries.length} recorded webhooks of ${repos.join(' and ')} taken, their replays and forgeries told apart`);
process.exit(0);
