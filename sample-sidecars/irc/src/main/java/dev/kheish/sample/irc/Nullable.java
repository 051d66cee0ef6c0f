package dev.kheish.sample.irc;

import java.lang.annotation.ElementType;
import java.lang.annotation.Target;

/** Marks what may be null. */
@Target({ElementType.TYPE_USE})
@interface Nullable {}
