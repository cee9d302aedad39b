// The judge is judged: for each vendor, Prism must pass a right exchange, and must object to a wrong request and to
// a wrong answer. Without this, "no violations" could mean that nothing was looked at.
import assert from 'node:assert/strict';
import http from 'node:http';

import {Checked, description, send, skip, trackers} from './prism.mjs';

const exchanges = {
  jira: {
    headers: {authorization: 'Basic Ym90OnRva2Vu'},
    right: {method: 'GET', path: '/rest/api/3/myself', answer: {accountId: '5b10', active: true, displayName: 'Bot'}},
    wrong_request: {method: 'PUT', path: '/rest/api/3/issue/SUP-1/assignee', body: {accountId: 7}},
    wrong_answer: {method: 'GET', path: '/rest/api/3/myself', answer: {accountId: ['5b10'], active: 'yes'}},
  },
  github: {
    headers: {authorization: 'Bearer token'},
    right: {method: 'GET', path: '/repos/acme/data/labels', answer: []},
    wrong_request: {method: 'POST', path: '/repos/acme/data/issues/1/comments', body: {text: 'no body'}},
    wrong_answer: {method: 'GET', path: '/repos/acme/data/labels', answer: [{name: 7}]},
  },
  pagerduty: {
    headers: {authorization: 'Token token=t', accept: 'application/vnd.pagerduty+json;version=2',
              from: 'bot@acme.example'},
    right: {method: 'GET', path: '/incidents', answer: {incidents: [], limit: 25, offset: 0, more: false, total: null}},
    wrong_request: {method: 'POST', path: '/incidents/P1/notes', body: {note: 'no object'}},
    wrong_answer: {method: 'GET', path: '/incidents', answer: {incidents: [{id: 7, urgency: 'mild'}]}},
  },
};

let reply = {};
const upstream = http.createServer((request, answer) => {
  request.resume();
  answer.writeHead(200, {'content-type': 'application/json'});
  answer.end(JSON.stringify(reply));
}).listen(0, '127.0.0.1');
await new Promise(resolve => upstream.once('listening', resolve));

let judged = 0;
for (const tracker of trackers) {
  const document = description(tracker);
  if (!document) continue;
  ++judged;
  const {headers, ...cases} = exchanges[tracker];
  const checked = await Checked.start({document, upstream: upstream.address().port});
  for (const [name, {method, path, body, answer}] of Object.entries(cases)) {
    reply = answer ?? {};
    checked.violations = [];
    await send({port: checked.port, method, path, headers: {...headers, 'content-type': 'application/json'},
                body: body ? JSON.stringify(body) : ''});
    const want = name !== 'right';
    console.log(`${tracker}, ${name}: ${checked.violations.join(' | ') || 'no violation'}`);
    assert.equal(checked.violations.length > 0, want, `${tracker}: ${name}`);
  }
  assert.equal(checked.calls, Object.keys(cases).length);
  checked.stop();
}
upstream.close();
if (!judged) skip('no description of any tracker');
