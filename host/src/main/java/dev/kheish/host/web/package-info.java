/**
 * HTTP as every room speaks it: refusals as problems, bodies within limits, stored bytes with
 * ranges. Knows no resource.
 */
@NullMarked
package dev.kheish.host.web;

import org.jspecify.annotations.NullMarked;
