// The control endpoint: how a demo or a test plays the people and the weather of the sandbox, over HTTP.
//
//   POST /tickets   {tracker, container, title, labels, ...}   -> 201 and the ticket
//   POST /acts      {tracker, kind, ticket, actor, value}      -> 204
//   POST /faults    {tracker, kind, method, path_part, times}  -> 204
//   POST /webhooks  {tracker, url, secret}                     -> 204
//   GET  /ledger    every write that reached a tracker, oldest first
//   GET  /tickets   {tracker: [ticket]}
//   GET  /calls     {tracker: number of API calls}
//
// Anything that is wrong is answered 400 with the reason as text.
#pragma once

#include "tests/sandbox/fake.h"

#include <map>
#include <memory>
#include <string>

namespace oncalld::sandbox {

using Fakes = std::map<std::string, std::unique_ptr<Fake>>;  // by tracker

// Pure but for the fakes, which it changes. `request.url` is in origin form.
http::Response control(Fakes& fakes, const http::Request& request, Instant now);

}  // namespace oncalld::sandbox
