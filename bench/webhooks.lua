-- Signed Revolut events for wrk: each request is another event, signed before the run starts.
-- wrk … -s webhooks.lua http://host:port -- PATH SECRET EVENTS_PER_THREAD
local bit = require("bit")
local band, bor, bxor, bnot = bit.band, bit.bor, bit.bxor, bit.bnot
local rshift, ror, tobit, tohex = bit.rshift, bit.ror, bit.tobit, bit.tohex
local byte, char = string.byte, string.char

local K = {
  0x428a2f98,0x71374491,0xb5c0fbcf,0xe9b5dba5,0x3956c25b,0x59f111f1,0x923f82a4,0xab1c5ed5,
  0xd807aa98,0x12835b01,0x243185be,0x550c7dc3,0x72be5d74,0x80deb1fe,0x9bdc06a7,0xc19bf174,
  0xe49b69c1,0xefbe4786,0x0fc19dc6,0x240ca1cc,0x2de92c6f,0x4a7484aa,0x5cb0a9dc,0x76f988da,
  0x983e5152,0xa831c66d,0xb00327c8,0xbf597fc7,0xc6e00bf3,0xd5a79147,0x06ca6351,0x14292967,
  0x27b70a85,0x2e1b2138,0x4d2c6dfc,0x53380d13,0x650a7354,0x766a0abb,0x81c2c92e,0x92722c85,
  0xa2bfe8a1,0xa81a664b,0xc24b8b70,0xc76c51a3,0xd192e819,0xd6990624,0xf40e3585,0x106aa070,
  0x19a4c116,0x1e376c08,0x2748774c,0x34b0bcb5,0x391c0cb3,0x4ed8aa4a,0x5b9cca4f,0x682e6ff3,
  0x748f82ee,0x78a5636f,0x84c87814,0x8cc70208,0x90befffa,0xa4506ceb,0xbef9a3f7,0xc67178f2,
}

local W = {}

local function word(n)
  return char(band(rshift(n, 24), 255), band(rshift(n, 16), 255), band(rshift(n, 8), 255), band(n, 255))
end

local function sha256(text)
  local length = #text
  text = text .. "\128" .. string.rep("\0", (55 - length) % 64) .. word(0) .. word(length * 8)
  local h0, h1, h2, h3 = 0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a
  local h4, h5, h6, h7 = 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19
  for at = 1, #text, 64 do
    for i = 0, 15 do
      local a, b, c, d = byte(text, at + i * 4, at + i * 4 + 3)
      W[i] = bor(a * 0x1000000, b * 0x10000, c * 0x100, d)
    end
    for i = 16, 63 do
      local x, y = W[i - 15], W[i - 2]
      local s0 = bxor(ror(x, 7), ror(x, 18), rshift(x, 3))
      local s1 = bxor(ror(y, 17), ror(y, 19), rshift(y, 10))
      W[i] = tobit(W[i - 16] + s0 + W[i - 7] + s1)
    end
    local a, b, c, d, e, f, g, h = h0, h1, h2, h3, h4, h5, h6, h7
    for i = 0, 63 do
      local s1 = bxor(ror(e, 6), ror(e, 11), ror(e, 25))
      local t1 = tobit(h + s1 + bxor(band(e, f), band(bnot(e), g)) + K[i + 1] + W[i])
      local s0 = bxor(ror(a, 2), ror(a, 13), ror(a, 22))
      local t2 = s0 + bxor(band(a, b), band(a, c), band(b, c))
      h, g, f, e, d, c, b, a = g, f, e, tobit(d + t1), c, b, a, tobit(t1 + t2)
    end
    h0, h1, h2, h3 = tobit(h0 + a), tobit(h1 + b), tobit(h2 + c), tobit(h3 + d)
    h4, h5, h6, h7 = tobit(h4 + e), tobit(h5 + f), tobit(h6 + g), tobit(h7 + h)
  end
  return word(h0) .. word(h1) .. word(h2) .. word(h3) .. word(h4) .. word(h5) .. word(h6) .. word(h7)
end

local function padded(key, with)
  local pad = {}
  for i = 1, 64 do pad[i] = char(bxor(byte(key, i) or 0, with)) end
  return table.concat(pad)
end

local function hex(text)
  return (text:gsub(".", function(c) return string.format("%02x", byte(c)) end))
end

local threads = 0
local answers = {}

function setup(thread)
  thread:set("number", threads)
  threads = threads + 1
  table.insert(answers, thread)
end

local requests, following = {}, 0

function init(args)
  local path, secret, count = args[1], args[2], tonumber(args[3])
  local inner, outer = padded(secret, 0x36), padded(secret, 0x5c)
  local seconds = os.time()
  local stamp = string.format("%.0f", seconds * 1000)
  local at = os.date("!%Y-%m-%dT%H:%M:%S", seconds)
  for i = 1, count do
    local body = string.format(
      '{"event":"PayoutLinkStateChanged","timestamp":"%s.%06dZ","data":{"id":"%08x-%04x-4000-8000-%012x","old_state":"active","new_state":"processed"}}',
      at, i % 1000000, seconds, number, i)
    local signature = hex(sha256(outer .. sha256(inner .. "v1." .. stamp .. "." .. body)))
    requests[i] = wrk.format("POST", path, {
      ["Content-Type"] = "application/json",
      ["Revolut-Request-Timestamp"] = stamp,
      ["Revolut-Signature"] = "v1=" .. signature,
    }, body)
  end
  refused = 0
end

function request()
  following = following + 1
  return requests[(following - 1) % #requests + 1]
end

function response(status)
  if status ~= 200 then refused = refused + 1 end
end

function done(summary, latency, requests)
  local refusedAll = 0
  for _, thread in ipairs(answers) do refusedAll = refusedAll + thread:get("refused") end
  local errors = summary.errors
  print(string.format(
    '{"webhooks_per_second":%.0f,"p50_ms":%.2f,"p99_ms":%.2f,"max_ms":%.2f,"answers":%d,"not_200":%d,"socket_errors":%d}',
    summary.requests / summary.duration * 1e6, latency:percentile(50) / 1000, latency:percentile(99) / 1000, latency.max / 1000,
    summary.requests, refusedAll, errors.connect + errors.read + errors.write + errors.timeout))
end
