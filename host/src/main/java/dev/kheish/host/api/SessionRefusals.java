package dev.kheish.host.api;

import dev.kheish.host.session.SessionOutcome;
import dev.kheish.host.web.Failures;
import dev.kheish.host.web.Problem;
import dev.kheish.host.web.ProblemException;

/** Why a session stays as it is. */
final class SessionRefusals {
    private static final String DOMAIN = "sessions";

    private SessionRefusals() {}

    static ProblemException unknown(String id) {
        return Problem.notFound(
                        "session_not_found", "No session '" + Failures.shown(id) + "' exists.")
                .domain(DOMAIN)
                .exception();
    }

    static ProblemException of(SessionOutcome outcome, String id) {
        return switch (outcome) {
            case SessionOutcome.Unknown() -> unknown(id);
            case SessionOutcome.Mismatch(String member) ->
                    conflict(
                            "session_mismatch",
                            "Session '%s' exists with another %s; a session keeps what it was made with."
                                    .formatted(id, member));
            case SessionOutcome.UnknownPersona(String persona) ->
                    Problem.badRequest(
                                    "persona_not_found",
                                    "No persona '" + Failures.shown(persona) + "' exists.")
                            .domain(DOMAIN)
                            .exception();
            case SessionOutcome.Busy() ->
                    conflict(
                            "session_not_idle",
                            "Session '%s' has unfinished runs: wait for them or cancel them."
                                    .formatted(id));
            case SessionOutcome.KeyTaken(String other) ->
                    conflict(
                            "key_bound_elsewhere",
                            "The key leads to session '%s'; send \"move\": true to take it from there."
                                    .formatted(other));
            case SessionOutcome.Done _, SessionOutcome.Created _ ->
                    throw new IllegalArgumentException("Nothing was refused");
        };
    }

    private static ProblemException conflict(String code, String detail) {
        return Problem.conflict(code, detail).domain(DOMAIN).exception();
    }
}
