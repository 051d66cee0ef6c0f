-- Posts events whose ids are random and never sent before, signed. One in five starts a session, the others go to
-- one of a thousand.
local ffi = require("ffi")
ffi.cdef [[
    const void *EVP_sha256(void);
    unsigned char *HMAC(const void *md, const void *key, int key_len, const unsigned char *data, size_t length,
                        unsigned char *out, unsigned int *out_length);
]]
local crypto = ffi.load("libcrypto.so.3")
local SHA256 = crypto.EVP_sha256()
local DIGITS = ffi.new("unsigned char[16]", "0123456789abcdef")

local BEARER, KEY, PATH
local TEXT = "The parcel that left the warehouse on Tuesday has not arrived, and the tracking page still says "
    .. "that it is being prepared. Could somebody look into it and tell me when I can expect it? The number "
    .. "of the order is in the subject, and I am at home on weekdays after five. Thank you very much."
local digest = ffi.new("unsigned char[32]")
local hex = ffi.new("unsigned char[64]")
local length = ffi.new("unsigned int[1]")

function init(args)
    local random = io.open("/dev/urandom", "rb")
    local a, b, c, d, e, f = random:read(6):byte(1, 6)
    random:close()
    math.randomseed(((((a * 256 + b) * 256 + c) * 256 + d) * 256 + e) * 256 + f)
    BEARER = "\r\nAuthorization: Bearer " .. args[1] .. "\r\nContent-Type: application/json\r\nX-Kheish-Timestamp: "
    KEY = args[2]
    PATH = wrk.path
end

local function signature(text)
    crypto.HMAC(SHA256, KEY, #KEY, text, #text, digest, length)
    for i = 0, 31 do
        local byte = digest[i]
        hex[2 * i] = DIGITS[bit.rshift(byte, 4)]
        hex[2 * i + 1] = DIGITS[bit.band(byte, 15)]
    end
    return ffi.string(hex, 64)
end

local function random_id()
    local random = math.random
    return string.format("%06x%06x%06x%06x", random(0, 0xffffff), random(0, 0xffffff),
        random(0, 0xffffff), random(0, 0xffffff))
end

function request()
    local id = random_id()
    local conversation
    if math.random(5) == 1 then
        conversation = id
    else
        conversation = string.format("%024d", math.random(0, 999))
    end
    local body = '{"idempotency_key":"' .. id .. '","binding_keys":["conversation-' .. conversation
        .. '"],"actor_id":"customer-4711","content":"' .. TEXT .. '"}'
    local now = os.time()
    return "POST " .. PATH .. " HTTP/1.1\r\nHost: " .. wrk.host .. ":" .. wrk.port .. BEARER .. now
        .. "\r\nX-Kheish-Signature: v1=" .. signature("v1:POST:" .. PATH .. ":" .. now .. ":" .. body)
        .. "\r\nContent-Length: " .. #body .. "\r\n\r\n" .. body
end

-- One line for the program: times in microseconds.
function done(summary, latency)
    local errors = summary.errors
    io.write(string.format(
        "RESULT %d %d %d %d %d %d %d %d\n",
        summary.requests, summary.duration, errors.status,
        errors.connect + errors.read + errors.write + errors.timeout,
        latency:percentile(50), latency:percentile(99), latency:percentile(99.9), latency.max))
end
