package dev.kheish.host.ingress;

import dev.kheish.host.index.Recent;

/**
 * Token buckets, one a connector and scope: as many tokens as the rate, refilled evenly, full at
 * first. The least used go when there are too many, so a stranger who invents scopes costs bounded
 * memory. Safe for use by many threads.
 */
final class RateBuckets {
    private static final int CAPACITY = 20_000;
    private static final double MILLIS = 1000;

    private final Recent<Scope, Bucket> buckets = new Recent<>(CAPACITY);

    /** What a rate is counted for. */
    record Scope(long connector, String name) {}

    /** Takes a token; 0 when there was one, else the milliseconds until there is. */
    synchronized long take(Scope scope, long perSecond, long nowMs) {
        Bucket bucket = refilled(scope, perSecond, nowMs);
        if (bucket.tokens >= 1) {
            bucket.tokens -= 1;
            return 0;
        }
        return bucket.untilNext(perSecond);
    }

    /** 0 while there are tokens, else the milliseconds until there is one. Takes none. */
    synchronized long peek(Scope scope, long perSecond, long nowMs) {
        Bucket bucket = refilled(scope, perSecond, nowMs);
        return bucket.tokens >= 1 ? 0 : bucket.untilNext(perSecond);
    }

    private Bucket refilled(Scope scope, long perSecond, long nowMs) {
        Bucket bucket = buckets.get(scope);
        if (bucket == null) {
            bucket = new Bucket((double) perSecond, nowMs);
            buckets.put(scope, bucket);
        }
        long elapsed = Math.max(0, nowMs - bucket.atMs);
        bucket.tokens =
                Math.min((double) perSecond, bucket.tokens + elapsed * (double) perSecond / MILLIS);
        bucket.atMs = nowMs;
        return bucket;
    }

    private static final class Bucket {
        private double tokens;
        private long atMs;

        Bucket(double tokens, long atMs) {
            this.tokens = tokens;
            this.atMs = atMs;
        }

        long untilNext(long perSecond) {
            return Math.max(1, (long) Math.ceil((1 - tokens) / perSecond * MILLIS));
        }
    }
}
