-- One call of a counter, as a whole. The same as host/engine/src/state/kept.rs, in the terms of Redis.
--
-- KEYS[1]  a hash of amounts: "<window>:h" what is held, "<window>:<part>" what was spent in a part of the window
-- KEYS[2]  a hash of reservations by id: "<window> <amount> <until> <h or s1 or s0> <part>"
-- KEYS[3]  a sorted set of their ids, by when they end
-- ARGV     the time or "", the call, the id, the amount, the limit, the window's kind, its ms, the lease
local amounts, reservations, ends = KEYS[1], KEYS[2], KEYS[3]
local call, id, amount, limit = ARGV[2], ARGV[3], tonumber(ARGV[4]), tonumber(ARGV[5])
local kind, ms, lease = ARGV[6], tonumber(ARGV[7]), tonumber(ARGV[8])
local now = tonumber(ARGV[1])
if not now then
    local time = redis.call('TIME')
    now = time[1] * 1000 + math.floor(time[2] / 1000)
end

local PARTS, GRACE, SETTLED, MOST = 60, 3600000, 600000, 9007199254740991
local window = kind .. ':' .. ARGV[7]

-- Numbers become text without an exponent.
local function text(number)
    return string.format('%.0f', number)
end

local function width(length)
    return math.max(math.ceil(length / PARTS), 1)
end

local function split(name)
    local its_kind, its_ms = string.match(name, '^(%a):(%d+)$')
    return its_kind, tonumber(its_ms)
end

-- The part of a window in which something is spent now.
local function part_of(name)
    local its_kind, its_ms = split(name)
    return its_kind == 'r' and math.floor(now / width(its_ms)) or 0
end

local function add(name, part, by)
    local field = name .. ':' .. (part == 'h' and part or text(part))
    if redis.call('HINCRBY', amounts, field, text(by)) == 0 then
        redis.call('HDEL', amounts, field)
    end
end

local function read(its_id)
    local found = redis.call('HGET', reservations, its_id)
    if not found then
        return nil
    end
    local name, its_amount, till, state, part = string.match(found, '^(%S+) (%d+) (%d+) (%S+) (%d+)$')
    return { window = name, amount = tonumber(its_amount), till = tonumber(till), state = state, part = tonumber(part) }
end

local function drop(its_id)
    redis.call('HDEL', reservations, its_id)
    redis.call('ZREM', ends, its_id)
end

-- What is spent and held, and since when the oldest part of it counts.
local function used()
    local sum, oldest, all = 0, nil, redis.call('HGETALL', amounts)
    for at = 1, #all, 2 do
        local part = string.match(all[at], '^' .. window .. ':(%w+)$')
        if part then
            local number = tonumber(part)
            if kind == 'r' and number and number < math.floor(math.max(now - ms, 0) / width(ms)) then
                redis.call('HDEL', amounts, all[at])
            else
                sum = sum + tonumber(all[at + 1])
                if number and (not oldest or number < oldest) then
                    oldest = number
                end
            end
        end
    end
    return math.min(sum, MOST), oldest
end

-- After how long something may be free that is not now.
local function retry(oldest)
    local at = nil
    for _, its_id in ipairs(redis.call('ZRANGE', ends, 0, 99)) do
        local other = read(its_id)
        if other and other.state == 'h' and other.window == window then
            at = other.till
            break
        end
    end
    local spent = kind == 'u' and ms or (oldest and (oldest + 1) * width(ms) + ms)
    if spent and (not at or spent < at) then
        at = spent
    end
    return at and math.min(math.max(at - now, 0), MOST) or 0
end

-- Keeps all of it for so long at least.
local function keep(name, till)
    local its_kind, its_ms = split(name)
    local last = its_kind == 'r' and till + 2 * its_ms or math.max(till, its_ms) + GRACE
    for _, key in ipairs(KEYS) do
        if redis.call('PTTL', key) < last - now then
            redis.call('PEXPIRE', key, text(last - now))
        end
    end
end

local function write(its_id, name, its_amount, till, state, part)
    local line = table.concat({ name, text(its_amount), text(till), state, text(part) }, ' ')
    redis.call('HSET', reservations, its_id, line)
    redis.call('ZADD', ends, text(till), its_id)
    keep(name, till)
end

-- What has ended.
for _, its_id in ipairs(redis.call('ZRANGEBYSCORE', ends, '-inf', text(now))) do
    local other = read(its_id)
    if other and other.state == 'h' then
        add(other.window, 'h', -other.amount)
    end
    drop(its_id)
end

local before = read(id)
if call == 'release' then
    local held = before ~= nil and before.state == 'h'
    if held then
        add(before.window, 'h', -before.amount)
        drop(id)
    end
    return { held and 1 or 0 }
end

-- A call under the same id replaces the one before.
if before then
    add(before.window, before.state == 'h' and 'h' or before.part, -before.amount)
    drop(id)
end

if call == 'reserve' then
    local sum, oldest = used()
    if sum + amount > limit then
        return { 0, text(sum), text(retry(oldest)) }
    end
    add(window, 'h', amount)
    write(id, window, amount, now + lease, 'h', 0)
    return { 1, text(sum + amount) }
end

-- Settle.
local name, till = window, now
local state, part = 's0', part_of(window)
if before then
    name, till = before.window, before.till
    state, part = before.state, before.part
    if state == 'h' then
        state, part = 's1', part_of(name)
    end
end
add(name, part, amount)
write(id, name, amount, math.max(till, now + SETTLED), state, part)
return { state == 's1' and 1 or 0 }
