/* Storage calls that fail on demand: loaded before the C library's own, it counts the calls on files of one folder and
   makes the chosen one die, tear, or fail. Built by the tests of stores where there is a C compiler. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

enum { NONE, DIE, TORN, EIO_, ENOSPC_, SHORT };
static int armed, mode, count, target;
static char folder[4096];

void fault_arm(const char *where, int which, int number) {
    snprintf(folder, sizeof folder, "%s", where);
    mode = which; target = number; count = 0; armed = 1;
}
int fault_count(void) { return count; }
void fault_disarm(void) { armed = 0; }

static int in_folder(int fd) {
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t size = readlink(link, path, sizeof path - 1);
    if (size < 0) return 0;
    path[size] = 0;
    return strncmp(path, folder, strlen(folder)) == 0;
}
static int now(int ours) { return armed && ours && ++count == target; }
static int failed(void) {
    if (mode == DIE || mode == TORN) raise(SIGKILL);
    errno = mode == ENOSPC_ ? ENOSPC : EIO;
    return -1;
}
#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

#define WRITER(NAME, ARGS, PASS, HALF)                                                        \
    ssize_t NAME ARGS {                                                                       \
        if (!now(armed && in_folder(fd))) return REAL(NAME) PASS;                             \
        if (mode == TORN) { REAL(NAME) HALF; raise(SIGKILL); }                                \
        if (mode == SHORT && size > 1) return REAL(NAME) HALF;                                \
        if (mode == SHORT) return REAL(NAME) PASS;                                            \
        return failed();                                                                      \
    }
WRITER(write, (int fd, const void *data, size_t size), (fd, data, size), (fd, data, size / 2))
WRITER(pwrite, (int fd, const void *data, size_t size, off_t at), (fd, data, size, at), (fd, data, size / 2, at))
WRITER(pwrite64, (int fd, const void *data, size_t size, off64_t at), (fd, data, size, at), (fd, data, size / 2, at))

#define CALL(TYPE, NAME, ARGS, PASS, OURS)                                                    \
    TYPE NAME ARGS {                                                                          \
        if (!now(armed && OURS) || mode == SHORT) return REAL(NAME) PASS;                     \
        return failed();                                                                      \
    }
CALL(int, fsync, (int fd), (fd), in_folder(fd))
CALL(int, fdatasync, (int fd), (fd), in_folder(fd))
CALL(int, ftruncate, (int fd, off_t size), (fd, size), in_folder(fd))
CALL(int, ftruncate64, (int fd, off64_t size), (fd, size), in_folder(fd))
CALL(int, unlink, (const char *path), (path), strncmp(path, folder, strlen(folder)) == 0)

static int opened(const char *path, int flags) { return (flags & O_CREAT) && strncmp(path, folder, strlen(folder)) == 0; }
int open64(const char *path, int flags, ...) {
    va_list list; va_start(list, flags); mode_t permissions = va_arg(list, mode_t); va_end(list);
    if (!now(armed && opened(path, flags)) || mode == SHORT) return REAL(open64)(path, flags, permissions);
    return failed();
}
int open(const char *path, int flags, ...) {
    va_list list; va_start(list, flags); mode_t permissions = va_arg(list, mode_t); va_end(list);
    if (!now(armed && opened(path, flags)) || mode == SHORT) return REAL(open)(path, flags, permissions);
    return failed();
}
