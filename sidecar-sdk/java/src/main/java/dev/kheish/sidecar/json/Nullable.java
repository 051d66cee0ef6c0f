package dev.kheish.sidecar.json;

import java.lang.annotation.ElementType;
import java.lang.annotation.Target;

/** Marks what may be null. */
@Target({ElementType.TYPE_USE})
public @interface Nullable {}
