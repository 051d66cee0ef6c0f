package dev.kheish.plugin.external;

import java.lang.annotation.ElementType;
import java.lang.annotation.Target;

/** Marks what may be null inside this plugin; the jar carries no library for it. */
@Target({ElementType.TYPE_USE})
public @interface Nullable {}
