# Finds a Java of the wanted release without starting one: its file `release` tells the version.
# Sourced by both launchers; bash, because of arrays.

KHEISH_JAVA_WANTED=25

# Prints the version of the Java home $1, or fails.
kheish_java_version() {
    local line
    [[ -x $1/bin/java && -r $1/release ]] || return 1
    while IFS= read -r line; do
        if [[ $line == JAVA_VERSION=* ]]; then
            line=${line#JAVA_VERSION=}
            line=${line//[\"$'\r']/}
            printf '%s\n' "$line"
            return 0
        fi
    done <"$1/release"
    return 1
}

# Prints the home of the `java` on PATH, links resolved, or fails.
kheish_java_on_path() {
    local java
    java=$(type -P java) || return 1
    # macOS has a stub there, which belongs to no Java home: the file `release` is missing then.
    while [[ -L $java ]]; do
        local link
        link=$(readlink "$java")
        [[ $link == /* ]] || link=$(dirname "$java")/$link
        java=$link
    done
    (cd "$(dirname "$java")/.." 2>/dev/null && pwd -P)
}

# Sets KHEISH_JAVA to the first fitting Java home. $1 = a program that it must have besides java (javac for a build).
# On failure KHEISH_JAVA_SEEN lists what was found instead.
kheish_find_java() {
    local tool=${1:-java} homes=() home version major seen='|'
    KHEISH_JAVA=
    KHEISH_JAVA_SEEN=()
    [[ -z ${KHEISH_JAVA_HOME:-} ]] || homes+=("$KHEISH_JAVA_HOME")
    [[ -z ${JAVA_HOME:-} ]] || homes+=("$JAVA_HOME")
    if home=$(kheish_java_on_path); then homes+=("$home"); fi
    homes+=(
        /usr/lib/jvm/* /opt/*
        "${HOME:-/nowhere}"/.sdkman/candidates/java/* "${HOME:-/nowhere}"/.jdks/*
        /Library/Java/JavaVirtualMachines/*/Contents/Home
    )
    for home in "${homes[@]}"; do
        version=$(kheish_java_version "$home") || continue
        major=${version%%[!0-9]*}
        if [[ -n $major ]] && ((major >= KHEISH_JAVA_WANTED)) && [[ -x $home/bin/$tool ]]; then
            KHEISH_JAVA=$home
            return 0
        fi
        # Many a home has a second name.
        home=$(cd "$home" && pwd -P)
        [[ $seen != *"|$home|"* ]] || continue
        seen+="$home|"
        [[ -x $home/bin/$tool ]] || version+=" (without $tool)"
        KHEISH_JAVA_SEEN+=("$version  $home")
    done
    return 1
}

# Tells what was found and what is needed, then ends the script.
kheish_java_missing() {
    {
        printf 'kheish needs a JDK %s or newer, and found ' "$KHEISH_JAVA_WANTED"
        if ((${#KHEISH_JAVA_SEEN[@]} == 0)); then
            printf 'no Java at all.\n'
        else
            printf 'only:\n'
            printf '  %s\n' "${KHEISH_JAVA_SEEN[@]}"
        fi
        printf 'Install one (Eclipse Temurin %s, say), or name its folder: KHEISH_JAVA_HOME=/path/to/jdk kheish …\n' "$KHEISH_JAVA_WANTED"
    } >&2
    exit 1
}
