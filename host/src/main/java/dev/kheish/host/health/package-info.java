/** What an operator should know right now: checks and what they found. Uses no other room. */
@NullMarked
package dev.kheish.host.health;

import org.jspecify.annotations.NullMarked;
