package dev.kheish.plugin.telegram;

import java.lang.annotation.ElementType;
import java.lang.annotation.Target;

/** Marks what may be null inside this package; the jar carries no library for it. */
@Target({ElementType.TYPE_USE})
@interface Nullable {}
