-- Posts events with random ids to a connector of kind external: one in each request, or 64 when the path ends in
-- /batch. One in five starts a session, the others go to one of a thousand.
local HEAD
local BATCH
local TEXT = "The parcel that left the warehouse on Tuesday has not arrived, and the tracking page still says "
    .. "that it is being prepared. Could somebody look into it and tell me when I can expect it? The number "
    .. "of the order is in the subject, and I am at home on weekdays after five. Thank you very much."

function init(args)
    local random = io.open("/dev/urandom", "rb")
    local a, b, c, d, e, f = random:read(6):byte(1, 6)
    random:close()
    math.randomseed(((((a * 256 + b) * 256 + c) * 256 + d) * 256 + e) * 256 + f)
    BATCH = wrk.path:sub(-6) == "/batch"
    HEAD = "POST " .. wrk.path .. " HTTP/1.1\r\nHost: " .. wrk.host .. ":" .. wrk.port
        .. "\r\nAuthorization: Bearer " .. args[1] .. "\r\nContent-Type: application/json\r\nContent-Length: "
end

local function random_id()
    local random = math.random
    return string.format("%06x%06x%06x%06x", random(0, 0xffffff), random(0, 0xffffff),
        random(0, 0xffffff), random(0, 0xffffff))
end

local function event(version)
    local id = random_id()
    local conversation
    if math.random(5) == 1 then
        conversation = id
    else
        conversation = string.format("%024d", math.random(0, 999))
    end
    return string.format(
        '{%s"instance_id":"bench","event_id":"%s","thread":{"path":["%s"]},"actor_id":"customer-4711","content":"%s"}',
        version, id, conversation, TEXT)
end

function request()
    local body
    if BATCH then
        local events = {}
        for i = 1, 64 do
            events[i] = event("")
        end
        body = '{"protocol_version":2,"events":[' .. table.concat(events, ",") .. "]}"
    else
        body = event('"protocol_version":2,')
    end
    return HEAD .. #body .. "\r\n\r\n" .. body
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
