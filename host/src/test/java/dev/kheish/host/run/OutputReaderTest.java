package dev.kheish.host.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;

import dev.kheish.host.connector.NoConnectors;
import dev.kheish.host.json.Json;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.HashMap;
import java.util.Map;

class OutputReaderTest {
    private final Map<String, byte[]> kept = new HashMap<>();
    private final OutputReader reader =
            new OutputReader(
                    new NoConnectors(),
                    new OutputAssets() {
                        @Override
                        public boolean isKnown(String assetId) {
                            return assetId.equals("ast_1");
                        }

                        @Override
                        public String keep(String fileName, String mediaType, byte[] bytes) {
                            kept.put(fileName, bytes);
                            return "ast_" + fileName;
                        }
                    });

    @Test
    void namesStoredAssetsEitherWay() throws Exception {
        JsonNode body =
                body(
                        """
                        {"parts":[{"type":"attachment","asset_id":"ast_1"},
                                  {"type":"asset_reference","asset_id":"ast_1"}]}""");

        assertThat(body.path("parts").path(0)).isEqualTo(body.path("parts").path(1));
        assertThat(body.path("parts").path(0).path("asset_id").asText()).isEqualTo("ast_1");
    }

    @Test
    void keepsBytesThatComeWithTheOutput() throws Exception {
        JsonNode body =
                body(
                        """
                        {"content":"see","artifacts":[{"type":"inline_asset","file_name":"a.csv",
                         "media_type":"text/csv","content_base64":"YSxi"}]}""");

        assertThat(kept.get("a.csv")).asString().isEqualTo("a,b");
        assertThat(body.path("artifacts").path(0).path("asset_id").asText()).isEqualTo("ast_a.csv");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"attachment\",\"asset_id\":\"ast_2\"}",
                "{\"type\":\"inline_asset\",\"file_name\":\" \",\"content_base64\":\"YSxi\"}",
                "{\"type\":\"inline_asset\",\"file_name\":\"a\",\"content_base64\":\"YSx\"}",
                "{\"type\":\"inline_asset\",\"file_name\":\"a\",\"content_base64\":\"YSxi\",\"more\":1}",
                "{\"type\":\"surprise\"}"
            })
    void refusesPartsThatCannotBe(String part) {
        assertThatThrownBy(() -> body("{\"parts\":[" + part + "]}"))
                .isInstanceOf(OutputRefusedException.class)
                .hasMessageContaining("output.parts[0]");
        assertThat(kept).isEmpty();
    }

    private JsonNode body(String output) throws OutputRefusedException {
        return Json.readStored(reader.read(Json.readStored(output), "output").body());
    }
}
