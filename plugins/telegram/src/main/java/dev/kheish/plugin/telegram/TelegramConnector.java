package dev.kheish.plugin.telegram;

import dev.kheish.spi.Connector;
import dev.kheish.spi.ConnectorContext;
import dev.kheish.spi.ConnectorStatus;
import dev.kheish.spi.Delivery;
import dev.kheish.spi.DeliveryResult;
import dev.kheish.spi.FetchException;
import dev.kheish.spi.FileRef;
import dev.kheish.spi.FileSink;
import dev.kheish.spi.IngressReply;
import dev.kheish.spi.IngressRequest;
import dev.kheish.spi.MalformedJsonException;
import dev.kheish.spi.Receipt;
import dev.kheish.spi.Route;
import dev.kheish.spi.Settings;
import dev.kheish.spi.Target;
import dev.kheish.spi.TargetException;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One bot. Safe for use by many threads. */
final class TelegramConnector implements Connector {
    private static final String NO_TOKEN =
            "The connector has no bot token; set bot_token to have it answer.";

    private final ConnectorContext context;
    private final boolean polls;
    private final Alarm alarm = new Alarm();
    private final Platform platform;
    private final Chats chats;
    private final IngressGate gate;
    private final Taking taking;
    private final Replies replies;
    private final FileFetcher files;
    private final RouteReader routes;
    private final Sender sender;
    private final Optional<Poller> poller;
    private final Optional<Webhook> webhook;
    private final Caretaker caretaker;
    private final StatusView view;

    TelegramConnector(Settings settings, ConnectorContext context) {
        this(settings, context, Optional.empty());
    }

    /** For tests, which do not wait. */
    TelegramConnector(Settings settings, ConnectorContext context, Optional<Rest> ownRest) {
        Rest rest = ownRest.orElse(alarm);
        this.context = context;
        this.polls = TelegramSettings.polls(settings);
        this.platform = Platform.of(settings, context, alarm::ring);
        boolean trusted = polls || settings.hasSecret(TelegramSettings.SECRET_TOKEN);
        this.chats = new Chats(settings, trusted, context);
        this.gate = new IngressGate(settings, context);
        this.taking = Taking.of(settings, context, platform, chats);
        this.replies = new Replies(taking.tally(), context.json());
        this.files = new FileFetcher(platform, context);
        this.routes = new RouteReader(context::parse);
        this.sender = new Sender(platform, chats, context);
        this.poller =
                Optional.of(new Batches(settings, context, taking, rest))
                        .filter(_ -> polls)
                        .map(batches -> new Poller(settings, context, platform, batches, rest));
        this.webhook =
                Optional.of(settings)
                        .filter(each -> each.bool(TelegramSettings.MANAGE_WEBHOOK) && !polls)
                        .map(each -> new Webhook(each, context, platform));
        this.caretaker = new Caretaker(context, platform, webhook, rest);
        this.view = new StatusView(platform, taking.tally(), poller, webhook, context.json());
    }

    @Override
    public List<Route> routes() {
        return List.of(Route.post("", Limits.BODY_BYTES, this::receive));
    }

    @Override
    public void start() {
        if (poller.isPresent()) {
            context.spawnExclusive("poller", poller.get()::run);
        } else if (webhook.isPresent()) {
            context.spawnExclusive("webhook", caretaker::run);
        } else if (platform.account().isConfigured()) {
            context.spawn("login", caretaker::run);
        }
    }

    private IngressReply receive(IngressRequest request) throws InterruptedException {
        gate.admit(request);
        if (polls) {
            return Replies.polls();
        }
        try {
            return answer(Update.of(context.parse(request.body(), Limits.BODY_DEPTH)));
        } catch (MalformedJsonException e) {
            return IngressReply.badRequest("The body is not usable JSON: " + e.getMessage());
        } catch (BadInputException e) {
            return IngressReply.badRequest(e.getMessage());
        }
    }

    private IngressReply answer(Update update) throws InterruptedException {
        return switch (taking.reader().read(update)) {
            case Reading.Leave(Skipped why) -> replies.skipped(update, why);
            case Reading.Take(Incoming incoming) -> {
                Receipt receipt = context.submit(taking.events().make(update, incoming));
                if (receipt instanceof Receipt.Accepted) {
                    taking.callbacks().answer(incoming);
                }
                yield replies.to(update, receipt);
            }
        };
    }

    @Override
    public void fetch(FileRef file, FileSink sink) throws FetchException, InterruptedException {
        files.fetch(file, sink);
    }

    @Override
    public Optional<String> check(Target target) {
        try {
            return obstacle(routes.read(target.address()));
        } catch (TargetException e) {
            return Optional.of(e.getMessage());
        }
    }

    private Optional<String> obstacle(TelegramReplyRoute route) {
        if (!chats.allows(route.chat())) {
            return Optional.of(
                    "The chat of this target is not in allowed_chat_ids of its connector.");
        }
        return platform.account().isConfigured() ? Optional.empty() : Optional.of(NO_TOKEN);
    }

    @Override
    public DeliveryResult deliver(Delivery delivery) throws InterruptedException {
        TelegramReplyRoute route;
        try {
            route = routes.read(delivery.target().address());
        } catch (TargetException e) {
            return DeliveryResult.rejected(e.getMessage());
        }
        Optional<String> refusal = obstacle(route);
        if (refusal.isPresent()) {
            return DeliveryResult.rejected(refusal.get());
        }
        Optional<String> token = platform.account().token();
        if (token.isEmpty()) {
            return DeliveryResult.later(Verdicts.UNTIL_MENDED, NO_TOKEN);
        }
        Optional<DeliveryResult> obstacle = platform.verdicts().obstacle();
        return obstacle.isPresent() ? obstacle.get() : sender.send(delivery, route, token.get());
    }

    @Override
    public ConnectorStatus status() {
        return view.status();
    }

    @Override
    public void secretsChanged(Set<String> settings) {
        platform.troubles().forgetAll();
        webhook.ifPresent(Webhook::forget);
        alarm.ring();
    }
}
