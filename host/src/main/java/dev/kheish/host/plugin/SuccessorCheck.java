package dev.kheish.host.plugin;

import dev.kheish.spi.ConnectorKind;

import java.util.List;
import java.util.Optional;

/**
 * Asked before a newer generation of a plugin takes the place of the one that is at work, so that
 * nothing is given up for something that could not go on with it. May take as long as it needs.
 */
@FunctionalInterface
public interface SuccessorCheck {
    /**
     * What would stop working, one line each; the newer generation is refused unless this is empty.
     *
     * @param kind a kind of the older generation
     * @param successor the newer one, started; empty if the newer generation does not offer it
     */
    List<String> objections(String kind, Optional<ConnectorKind> successor);
}
