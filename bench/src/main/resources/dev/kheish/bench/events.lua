-- Posts events whose ids are random and never sent before. One in five starts a session, the others go to
-- one of a thousand. Every request has the same length, so that its head is made once.
local HEAD, BEFORE_KEY, AFTER_KEY
local TEXT = "The parcel that left the warehouse on Tuesday has not arrived, and the tracking page still says "
    .. "that it is being prepared. Could somebody look into it and tell me when I can expect it? The number "
    .. "of the order is in the subject, and I am at home on weekdays after five. Thank you very much."

function init(args)
    local random = io.open("/dev/urandom", "rb")
    local a, b, c, d, e, f = random:read(6):byte(1, 6)
    random:close()
    math.randomseed(((((a * 256 + b) * 256 + c) * 256 + d) * 256 + e) * 256 + f)

    local length = #body("0", "0")
    HEAD = "POST " .. wrk.path .. " HTTP/1.1\r\nHost: " .. wrk.host .. ":" .. wrk.port
        .. "\r\nAuthorization: Bearer " .. args[1]
        .. "\r\nContent-Type: application/json\r\nContent-Length: " .. length .. "\r\n\r\n"
end

function body(id, conversation)
    return string.format(
        '{"idempotency_key":"%024s","binding_keys":["conversation-%024s"],"actor_id":"customer-4711","content":"%s"}',
        id, conversation, TEXT)
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
    return HEAD .. body(id, conversation)
end

-- One line for the program: times in microseconds.
function done(summary, latency)
    local errors = summary.errors
    io.write(string.format(
        "RESULT %d %d %d %d %d %d %d\n",
        summary.requests, summary.duration, errors.status,
        errors.connect + errors.read + errors.write + errors.timeout,
        latency:percentile(50), latency:percentile(99), latency.max))
end
