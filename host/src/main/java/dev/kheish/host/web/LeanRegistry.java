package dev.kheish.host.web;

import io.helidon.common.mapper.MapperManager;
import io.helidon.common.mapper.Mappers;
import io.helidon.service.registry.GlobalServiceRegistry;
import io.helidon.service.registry.ServiceRegistryConfig;
import io.helidon.service.registry.ServiceRegistryManager;

/**
 * The web server's registry of services, with nothing in it but what reads parameters: everything
 * else that our server needs is set by hand, and to look for more in every jar costs a tenth of the
 * start.
 */
public final class LeanRegistry {
    private LeanRegistry() {}

    /** Call before the first routing is built; what was chosen before stays. */
    @SuppressWarnings("removal") // the server itself asks for them by this old name
    public static void use() {
        if (GlobalServiceRegistry.configured()) {
            return;
        }
        Mappers mappers = Mappers.create();
        GlobalServiceRegistry.registry(
                ServiceRegistryManager.create(
                                ServiceRegistryConfig.builder()
                                        .discoverServices(false)
                                        .discoverServicesFromServiceLoader(false)
                                        .putContractInstance(Mappers.class, mappers)
                                        .putContractInstance(MapperManager.class, mappers)
                                        .build())
                        .registry());
    }
}
