/** The sidecar of the demo. */
package dev.kheish.sample.echo;
