package dev.kheish.host.ingress;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.kheish.host.asset.PreparedBlob;

/**
 * Bytes that came with an event, on disk but not yet an asset.
 *
 * @param place the item of the run's input that gets the asset's id in the commit
 */
record InlineAsset(ObjectNode place, PreparedBlob blob) {}
