/* Preloaded into a load: from the call of number FAIL_AT on, writing to files below FAIL_UNDER fails as on a disk that
   dies (EIO): once where FAIL_ONCE is set, for ever otherwise. FAIL_COUNT names a file that is told how many calls
   there were. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static long calls;

static int fails(int fd) {
    char link[64], path[4096];
    const char *under = getenv("FAIL_UNDER");
    if (!under) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    if (strncmp(path, under, strlen(under))) return 0;
    long call = __atomic_add_fetch(&calls, 1, __ATOMIC_SEQ_CST), at = atol(getenv("FAIL_AT"));
    return getenv("FAIL_ONCE") ? call == at : call >= at;
}

__attribute__((destructor)) static void told(void) {
    const char *name = getenv("FAIL_COUNT");
    FILE *file = name ? fopen(name, "w") : NULL;
    if (file) {
        fprintf(file, "%ld\n", calls);
        fclose(file);
    }
}

#define FAILING(type, name, params, ...)                               \
    type name params {                                                 \
        static type(*next) params;                                     \
        if (!next) next = (type(*) params)dlsym(RTLD_NEXT, #name);     \
        if (fails(fd)) {                                               \
            errno = EIO;                                               \
            return -1;                                                 \
        }                                                              \
        return next(__VA_ARGS__);                                      \
    }

FAILING(ssize_t, write, (int fd, const void *data, size_t size), fd, data, size)
FAILING(ssize_t, pwrite, (int fd, const void *data, size_t size, off_t at), fd, data, size, at)
FAILING(ssize_t, pwrite64, (int fd, const void *data, size_t size, off64_t at), fd, data, size, at)
FAILING(ssize_t, writev, (int fd, const struct iovec *parts, int count), fd, parts, count)
FAILING(int, fsync, (int fd), fd)
FAILING(int, fdatasync, (int fd), fd)
FAILING(int, ftruncate, (int fd, off_t size), fd, size)
FAILING(int, ftruncate64, (int fd, off64_t size), fd, size)
FAILING(int, sync_file_range, (int fd, off64_t at, off64_t size, unsigned int how), fd, at, size, how)
