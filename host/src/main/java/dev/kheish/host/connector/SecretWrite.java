package dev.kheish.host.connector;

/**
 * A secret value of a PUT, on its way to a slot.
 *
 * @param path of the setting
 * @param automatic whether the slot was named by the host
 */
record SecretWrite(String path, String slot, String value, boolean automatic) {
    @Override
    public String toString() {
        return path + " to " + slot;
    }
}
