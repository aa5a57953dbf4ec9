-- Posts one body over and over and prints one line of JSON at the end.
-- wrk <options> -s bench/load.lua <url> -- <body file> <key>
function init(args)
  local file = assert(io.open(args[1], "rb"))
  wrk.method = "POST"
  wrk.path = "/v1/chat/completions"
  wrk.body = file:read("*a")
  wrk.headers["content-type"] = "application/json"
  wrk.headers["authorization"] = "Bearer " .. args[2]
  file:close()
end

function done(summary, latency)
  local errors = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.status + summary.errors.timeout
  io.write(string.format(
    '\nRESULT {"requests":%d,"errors":%d,"durationUs":%d,"p50Us":%d,"p99Us":%d}\n',
    summary.requests, errors, summary.duration, latency:percentile(50), latency:percentile(99)))
end
