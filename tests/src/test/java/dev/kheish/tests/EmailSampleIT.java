package dev.kheish.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;

import jakarta.mail.Message;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** The sample email between the packed daemon and a real mail server, with files both ways. */
@Tag("long")
class EmailSampleIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String AGENT = "agent@example.com";
    private static final String ADA = "ada@example.com";

    @TempDir Path folder;
    private final GreenMail mail =
            new GreenMail(
                    new ServerSetup[] {
                        new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP),
                        new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_IMAP)
                    });
    private DaemonProcess daemon;

    @BeforeEach
    void startMailServer() {
        mail.start();
        mail.setUser(AGENT, AGENT, "mailbox-password");
        mail.setUser(ADA, ADA, "hers");
    }

    @AfterEach
    void stop() throws InterruptedException {
        if (daemon != null) {
            daemon.stop();
        }
        mail.stop();
    }

    @Test
    void aMailWithAFileIsAnsweredInItsThreadWithAFile() throws Exception {
        daemon = DaemonProcess.start(folder.resolve("home"));
        Sidecar.secret(daemon, "mail.password", "mailbox-password");
        Sidecar email = new Sidecar("mail");
        email.put(
                daemon,
                email.definition(
                        List.of(Sidecar.program("sample-sidecars/email/run")),
                        Map.of(
                                "EMAIL_ADDRESS", AGENT,
                                "EMAIL_IMAP_HOST", "127.0.0.1",
                                "EMAIL_IMAP_PORT", Integer.toString(mail.getImap().getPort()),
                                "EMAIL_IMAP_SECURITY", "plain",
                                "EMAIL_SMTP_HOST", "127.0.0.1",
                                "EMAIL_SMTP_PORT", Integer.toString(mail.getSmtp().getPort()),
                                "EMAIL_SMTP_SECURITY", "plain",
                                "EMAIL_POLL_SECONDS", "1"),
                        ",\"lifeline\":true,\"credential_slots\":{\"EMAIL_PASSWORD\":\"mail.password\"}"));

        MimeMessage question = question();
        Transport.send(question);
        JsonNode run = claim();
        assertThat(run.path("input_items").path(0).path("text").asText())
                .contains("Could you sum this up? Grüße");
        String asset = run.path("input_attachments").path(0).path("asset_id").asText();
        assertThat(daemon.admin().get("/v1/assets/" + asset + "/raw").text())
                .isEqualToNormalizingNewlines("one;two;three\n");
        complete(run);

        MimeMessage answer = awaitMail(ADA);
        assertThat(answer.getHeader("In-Reply-To")[0]).isEqualTo(question.getMessageID());
        assertThat(answer.getSubject()).contains("Numbers");
        assertThat(answer.getFrom()[0].toString()).contains(AGENT);
        assertThat(texts(answer)).contains("It is six. Größe: klein");
        Part file = file(answer);
        assertThat(file.getFileName()).isEqualTo("sum.txt");
        assertThat(new String(file.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo("6");
        assertThat(daemon.admin().get("/v1/runs").json()).hasSize(1);
    }

    private MimeMessage question() throws Exception {
        Session session = GreenMailUtil.getSession(mail.getSmtp().getServerSetup());
        session.getProperties()
                .setProperty("mail.smtp.port", Integer.toString(mail.getSmtp().getPort()));
        MimeMessage message = new MimeMessage(session);
        message.setFrom(new InternetAddress(ADA));
        message.setRecipient(Message.RecipientType.TO, new InternetAddress(AGENT));
        message.setSubject("Numbers", "UTF-8");
        MimeBodyPart text = new MimeBodyPart();
        text.setText("Could you sum this up? Grüße", "ISO-8859-1");
        MimeBodyPart file = new MimeBodyPart();
        file.setText("one;two;three\n", "UTF-8", "csv");
        file.setFileName("numbers.csv");
        file.setDisposition(Part.ATTACHMENT);
        message.setContent(new MimeMultipart(text, file));
        message.saveChanges();
        return message;
    }

    private JsonNode claim() throws Exception {
        JsonNode[] run = new JsonNode[1];
        Deadline.within(
                PATIENCE,
                "the mail is a run",
                () -> {
                    run[0] =
                            daemon.admin()
                                    .post("/v1/runs/claim", "{\"worker\":\"w\",\"wait_ms\":1000}")
                                    .json()
                                    .path("runs")
                                    .path(0);
                    return run[0].isObject();
                });
        return run[0];
    }

    private void complete(JsonNode run) throws Exception {
        Client.Answer answer =
                daemon.admin()
                        .post(
                                "/v1/runs/" + run.path("run_id").asText() + "/complete",
                                """
                                {"lease_token":"%s","outputs":[{"content":"It is six. Größe: klein","parts":[
                                  {"type":"text","text":"It is six. Größe: klein"},
                                  {"type":"inline_asset","file_name":"sum.txt","media_type":"text/plain","content_base64":"%s"}]}]}
                                """
                                        .formatted(
                                                run.path("lease_token").asText(),
                                                Base64.getEncoder()
                                                        .encodeToString("6".getBytes())));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    }

    private MimeMessage awaitMail(String to) throws Exception {
        MimeMessage[] found = new MimeMessage[1];
        Deadline.within(
                PATIENCE,
                "the answer reaches " + to,
                () -> {
                    found[0] =
                            Arrays.stream(mail.getReceivedMessages())
                                    .filter(message -> isTo(message, to))
                                    .findFirst()
                                    .orElse(null);
                    return found[0] != null;
                });
        return found[0];
    }

    private static boolean isTo(MimeMessage message, String address) {
        try {
            return message.getAllRecipients()[0].toString().contains(address);
        } catch (jakarta.mail.MessagingException e) {
            throw new AssertionError(e);
        }
    }

    private static String texts(Part part) throws Exception {
        if (part.isMimeType("multipart/*")) {
            StringBuilder all = new StringBuilder();
            Multipart parts = (Multipart) part.getContent();
            for (int i = 0; i < parts.getCount(); i++) {
                all.append(texts(parts.getBodyPart(i)));
            }
            return all.toString();
        }
        return part.getFileName() == null ? part.getContent().toString() : "";
    }

    private static Part file(Part part) throws Exception {
        Multipart parts = (Multipart) part.getContent();
        for (int i = 0; i < parts.getCount(); i++) {
            if (parts.getBodyPart(i).getFileName() != null) {
                return parts.getBodyPart(i);
            }
        }
        throw new AssertionError("The answer brings no file");
    }
}
