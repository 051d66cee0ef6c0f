package dev.kheish.host.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.kheish.host.connector.Connectors;
import dev.kheish.host.json.Json;
import dev.kheish.host.secret.CredentialLeases;
import dev.kheish.host.secret.LeaseHolder;
import dev.kheish.host.secret.LeaseStatus;
import dev.kheish.host.secret.SubjectStatus;
import dev.kheish.host.web.Failures;
import dev.kheish.host.web.Problem;
import dev.kheish.host.web.ProblemException;

import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import java.util.List;
import java.util.TreeSet;

/**
 * {@code /v1/runtime/auth}: which programs may read secrets, and taking that right away from a
 * lease, a connector or a slot.
 */
public final class AuthRoutes implements HttpService {
    private static final String LEASES = "/v1/runtime/auth/leases";
    private static final String SUBJECT = "/v1/runtime/auth/subjects/{id}";
    private static final String DOMAIN = "auth";

    private final CredentialLeases leases;
    private final Connectors connectors;

    public AuthRoutes(CredentialLeases leases, Connectors connectors) {
        this.leases = leases;
        this.connectors = connectors;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.get(LEASES, Access.ADMIN.of(this::list))
                .get(LEASES + "/{id}", Access.ADMIN.of(this::get))
                .post(LEASES + "/{id}/revoke", Access.ADMIN.of(this::revoke))
                .get(SUBJECT, Access.ADMIN.of(this::subject))
                .post(SUBJECT + "/revoke", Access.ADMIN.of(this::revokeSubject))
                .post(SUBJECT + "/restore", Access.ADMIN.of(this::restoreSubject))
                .post("/v1/runtime/auth/slots/{id}/revoke", Access.ADMIN.of(this::revokeSlot));
    }

    private void list(ServerRequest request, ServerResponse response) {
        Paging paging = Paging.of(request);
        String after = paging.after().orElse("");
        List<LeaseStatus> rows =
                leases.list().stream()
                        .filter(lease -> sortKey(lease).compareTo(after) > 0)
                        .sorted((a, b) -> sortKey(a).compareTo(sortKey(b)))
                        .limit(paging.fetch())
                        .toList();
        paging.send(response, rows, "issued_at_asc", AuthRoutes::sortKey, AuthRoutes::view);
    }

    private static String sortKey(LeaseStatus lease) {
        return "%016d/%s".formatted(lease.issuedMs(), lease.id());
    }

    private void get(ServerRequest request, ServerResponse response) {
        String id = id(request);
        Reply.json(response, view(leases.status(id).orElseThrow(() -> unknownLease(id))));
    }

    private void revoke(ServerRequest request, ServerResponse response)
            throws InterruptedException {
        String id = id(request);
        LeaseStatus status =
                leases.revoke(id, Caller.of(request).name()).orElseThrow(() -> unknownLease(id));
        Reply.json(response, view(status));
    }

    private void subject(ServerRequest request, ServerResponse response) {
        Reply.json(response, view(leases.subject(known(request))));
    }

    private void revokeSubject(ServerRequest request, ServerResponse response)
            throws InterruptedException {
        String subject = known(request);
        Reply.json(response, view(leases.revokeSubject(subject, Caller.of(request).name())));
    }

    private void restoreSubject(ServerRequest request, ServerResponse response)
            throws InterruptedException {
        String subject = known(request);
        Reply.json(response, view(leases.restoreSubject(subject, Caller.of(request).name())));
    }

    private void revokeSlot(ServerRequest request, ServerResponse response)
            throws InterruptedException {
        String slot = id(request);
        int revoked =
                leases.revokeSlot(slot, Caller.of(request).name())
                        .orElseThrow(() -> SecretRoutes.unknown(slot));
        Reply.json(response, Json.object().put("slot_id", slot).put("revoked_leases", revoked));
    }

    private static ObjectNode view(LeaseStatus status) {
        ObjectNode view = Json.object();
        ObjectNode lease =
                view.putObject("lease")
                        .put("id", status.id())
                        .put("grant_id", status.grantId())
                        .put("subject_id", status.holder().subject())
                        .put("subject_epoch", status.epoch());
        ObjectNode audience =
                lease.putObject("audience")
                        .put("kind", status.holder().kind())
                        .put("connector", status.holder().name());
        texts(audience.putArray("env_keys"), status.slots().keySet());
        texts(audience.putArray("secret_refs"), new TreeSet<>(status.slots().values()));
        lease.put("issued_at_ms", status.issuedMs())
                .put("expires_at_ms", status.expiresMs())
                .put("tokens", status.tokens());
        return view.put("revoked", status.revoked()).put("active", status.active());
    }

    private static ObjectNode view(SubjectStatus status) {
        ObjectNode view =
                Json.object()
                        .put("subject_id", status.subject())
                        .put("current_epoch", status.epoch())
                        .put("revoked", status.revoked());
        texts(view.putArray("active_connector_lease_ids"), status.leases());
        // Older clients read them; this host lends to connectors only.
        view.putArray("active_route_lease_ids");
        view.putArray("active_mcp_lease_ids");
        return view;
    }

    private static void texts(ArrayNode list, Iterable<String> texts) {
        texts.forEach(list::add);
    }

    private String known(ServerRequest request) {
        String subject = id(request);
        String prefix = LeaseHolder.SUBJECT_PREFIX;
        if (subject.startsWith(prefix)
                && (leases.isKnown(subject)
                        || connectors.hasName(subject.substring(prefix.length())))) {
            return subject;
        }
        throw Problem.notFound(
                        "subject_not_found",
                        "There is no subject '%s'; they are named connector:NAME."
                                .formatted(Failures.shown(subject)))
                .domain(DOMAIN)
                .exception();
    }

    private static String id(ServerRequest request) {
        return request.path().pathParameters().get("id");
    }

    private static ProblemException unknownLease(String id) {
        return Problem.notFound(
                        "lease_not_found",
                        "There is no lease '%s'; it may have ended.".formatted(Failures.shown(id)))
                .domain(DOMAIN)
                .exception();
    }
}
