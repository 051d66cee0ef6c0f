package dev.kheish.host.api;

import dev.kheish.host.store.Store;

import java.time.Clock;

/** Knows which assets belong to runs that workers have leased just now. */
@FunctionalInterface
public interface LeasedAssets {
    /** Whether the asset is named by the input of a run that this caller has leased. */
    boolean isLent(String assetId, String caller);

    /** Looks among the runs that are lent, of which there are few. Ids cannot be guessed. */
    static LeasedAssets of(Store store, Clock clock) {
        return (assetId, caller) ->
                store.read(
                        reader ->
                                reader.number(
                                                "select 1 from run_lease l join run r on r.seq = l.run"
                                                        + " where l.caller = ? and l.expires_ms > ?"
                                                        + " and instr(r.input, ?) > 0 limit 1",
                                                0,
                                                caller,
                                                clock.millis(),
                                                '"' + assetId + '"')
                                        == 1);
    }
}
