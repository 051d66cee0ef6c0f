package dev.kheish.sidecar;

import java.lang.annotation.ElementType;
import java.lang.annotation.Target;

/** Marks what may be null inside this package; at its doors nothing is. */
@Target({ElementType.TYPE_USE})
@interface Nullable {}
