package dev.kheish.plugin.telegram;

/** Whom a token belongs to. */
record Bot(long id, String username) {}
