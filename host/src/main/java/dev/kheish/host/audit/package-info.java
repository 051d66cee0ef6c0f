/**
 * Who changed or read what, in a chain of hashes that shows tampering; and refusals, counted. The
 * door is {@link dev.kheish.host.audit.AuditLog}.
 */
@NullMarked
package dev.kheish.host.audit;

import org.jspecify.annotations.NullMarked;
