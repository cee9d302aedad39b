// A tracker held to its vendor's own OpenAPI description. In front of the upstream stands Prism, which judges every
// request and every answer; in front of Prism stands a recorder, which counts the calls and keeps what Prism
// objects to.
//
//   client -> recorder (the port to give to the client) -> Prism -> upstream
import {spawn} from 'node:child_process';
import {existsSync} from 'node:fs';
import http from 'node:http';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
export const root = dirname(dirname(here));
const prism_program = join(here, 'node_modules/@stoplight/prism-cli/dist/index.js');

export const trackers = ['jira', 'github', 'pagerduty'];

// Exits with what ctest counts as skipped: loud, but no failure.
export function skip(reason) {
  console.log(`SKIPPED: ${reason}`);
  process.exit(77);
}

// The vendor's description, or nothing and a loud word. Best is one cut to what a connector needs and with its
// broken schemas mended, because Prism checks nothing where a schema does not compile. Those are not part of this
// project; GitHub's own is on npm, unmended.
export function description(tracker) {
  if (!existsSync(prism_program)) skip(`Prism is not installed: npm ci --ignore-scripts --prefix ${here}`);
  const shared = process.env.ONCALLD_SHARED ?? join(root, '..', 'shared');
  const mended = {jira: 'jira-cloud-v3.json', github: 'github.json', pagerduty: 'pagerduty.json'};
  const places = [join(shared, 'trackers/openapi', mended[tracker])];
  if (tracker === 'github') places.push(join(here, 'node_modules/@octokit/openapi/generated/api.github.com.json'));
  const found = places.find(existsSync);
  if (!found) console.log(`NOT CHECKED: ${tracker}, no description at ${places[0]} (ONCALLD_SHARED is ${shared})`);
  return found;
}

export async function free_port() {
  const server = http.createServer().listen(0, '127.0.0.1');
  await new Promise(resolve => server.once('listening', resolve));
  const {port} = server.address();
  await new Promise(resolve => server.close(resolve));
  return port;
}

// Resolves when the child prints `ready`, with what it said until then in `said`; rejects if it ends before.
export function start(program, args, {ready, env}) {
  const child = spawn(program, args, {stdio: ['ignore', 'pipe', 'pipe'], env: {...process.env, ...env}});
  process.on('exit', () => child.kill('SIGKILL'));
  child.said = '';
  return new Promise((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', text => {
        child.said += text;
        if (ready.test(child.said)) resolve(child);
      });
    child.once('error', reject);
    child.once('exit', code => reject(new Error(`${program} ended with ${code} before it was ready:\n${child.said}`)));
  });
}

// Sends a request and reads the whole answer. `headers` may be an object or node's raw list.
export function send({port, method, path, headers = {}, body = ''}) {
  return new Promise((resolve, reject) => {
    const request = http.request({host: '127.0.0.1', port, method, path, headers, agent: false}, answer => {
      const chunks = [];
      answer.on('data', chunk => chunks.push(chunk));
      answer.on('error', reject);
      answer.on('end', () => resolve({status: answer.statusCode, headers: answer.headers,
                                      raw_headers: answer.rawHeaders, body: Buffer.concat(chunks)}));
    });
    request.on('error', reject);
    request.end(body);
  });
}

// Answers that the vendors describe once for the whole API, in prose: not modified, rate limits, failures.
const for_every_operation = status => [304, 403, 429].includes(status) || status >= 500;

// What Prism held against a call, or nothing. It says so in a header, or answers in the upstream's place.
function objections({status, headers, body}) {
  const found = JSON.parse(headers['sl-violations'] ?? '[]')
      .filter(it => !(for_every_operation(status) && /status code/.test(it.message)))
      .map(it => `${it.severity}: ${(it.location ?? []).join('.')}: ${it.message}`);
  if (found.length || !/problem\+json/.test(headers['content-type'] ?? '')) return found;
  const problem = JSON.parse(body);
  if (!/stoplight\.io\/prism/.test(problem.type ?? '')) return [];
  const details = (problem.validation ?? []).map(it => `${(it.location ?? []).join('.')}: ${it.message}`);
  return [`${problem.title}: ${details.join('; ') || problem.detail}`];
}

// Prism answers 500 where the upstream hung up. The client must see what the upstream did.
const hung_up = ({status, body}) => status === 500 && /socket hang up|ECONNRESET|ECONNREFUSED/.test(body);

export class Checked {
  calls = 0;
  violations = [];  // "METHOD path: what is wrong"

  // `port`: where clients find it; 0 picks one.
  static async start({document, upstream, port = 0}) {
    const checked = new Checked();
    const prism_port = await free_port();
    checked.prism = await start(process.execPath,
        [prism_program, 'proxy', '--errors', '-h', '127.0.0.1', '-p', String(prism_port), document,
         `http://127.0.0.1:${upstream}`], {ready: /Prism is listening/});
    checked.server = http.createServer((request, answer) => {
      const chunks = [];
      request.on('data', chunk => chunks.push(chunk));
      request.on('end', () => checked.pass(request, Buffer.concat(chunks), prism_port, answer));
    });
    checked.server.listen(port, '127.0.0.1');
    await new Promise((resolve, reject) => checked.server.once('listening', resolve).once('error', reject));
    checked.port = checked.server.address().port;
    return checked;
  }

  async pass(request, body, prism_port, answer) {
    ++this.calls;
    let got;
    try {
      got = await send({port: prism_port, method: request.method, path: request.url, headers: request.rawHeaders, body});
    } catch (error) {
      this.violations.push(`${request.method} ${request.url}: no answer from Prism: ${error.message}`);
      return answer.destroy();
    }
    if (hung_up(got)) return answer.destroy();
    for (const it of objections(got)) this.violations.push(`${request.method} ${request.url}: ${it}`);
    answer.writeHead(got.status, got.raw_headers);
    answer.end(got.body);
  }

  stop() {
    this.prism.kill();
    this.server.close();
    this.server.closeAllConnections();
  }
}
