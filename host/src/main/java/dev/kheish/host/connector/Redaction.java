package dev.kheish.host.connector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;

import dev.kheish.host.secret.CredentialLeases;
import dev.kheish.host.secret.HiddenForms;
import dev.kheish.host.secret.Secrets;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Takes out of what connectors and their programs say what the host knows to be secret: values in
 * use, good tokens of leases, and what a connector's own settings hide. Safe for use by many
 * threads.
 */
final class Redaction implements UnaryOperator<String> {
    private final Secrets secrets;
    private final CredentialLeases leases;
    private final List<String> forms;

    Redaction(Secrets secrets, CredentialLeases leases) {
        this(secrets, leases, List.of());
    }

    private Redaction(Secrets secrets, CredentialLeases leases, List<String> forms) {
        this.secrets = secrets;
        this.leases = leases;
        this.forms = forms;
    }

    /**
     * For what one connector says.
     *
     * @param own its hidden settings, in all forms
     */
    Redaction and(List<String> own) {
        return new Redaction(secrets, leases, own);
    }

    @Override
    public String apply(String text) {
        return HiddenForms.remove(forms, leases.redact(secrets.redact(text)));
    }

    /** The same tree with all its texts redacted; names of members are the kind's own. */
    JsonNode apply(JsonNode tree) {
        return switch (tree) {
            case TextNode text -> TextNode.valueOf(apply(text.textValue()));
            case ArrayNode list -> {
                for (int i = 0; i < list.size(); i++) {
                    list.set(i, apply(list.get(i)));
                }
                yield list;
            }
            case ObjectNode object -> {
                for (Map.Entry<String, JsonNode> member : object.properties()) {
                    member.setValue(apply(member.getValue()));
                }
                yield object;
            }
            default -> tree;
        };
    }
}
