/*
 * postgres_server.c - initdb and postgres as child processes. A server refuses to run as root: then
 * the children become another user, whose folder it is.
 */
#define _GNU_SOURCE

#include "postgres_server.h"

#include <fcntl.h>
#include <ftw.h>
#include <glob.h>
#include <grp.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <libpq-fe.h>

static void
pause_ms(long milliseconds)
{
    struct timespec time = {milliseconds / 1000, milliseconds % 1000 * 1000000};

    nanosleep(&time, NULL);
}

/* Where the programs of the newest version are; false if there are none. */
static bool
find_programs(char *out_folder, size_t size)
{
    static const char *const places[] = {"/usr/lib/postgresql/*/bin/initdb", "/usr/bin/initdb",
                                         "/usr/local/bin/initdb", "/usr/local/pgsql/bin/initdb"};

    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        glob_t found;
        bool any = glob(places[i], 0, NULL, &found) == 0 && found.gl_pathc > 0;

        if (any) {
            const char *last = found.gl_pathv[found.gl_pathc - 1];

            snprintf(out_folder, size, "%.*s", (int)(strrchr(last, '/') - last), last);
        }
        globfree(&found);
        if (any)
            return true;
    }
    return false;
}

/* The user of the server: who runs the test, unless that is root. */
static const struct passwd *
ordinary_user(void)
{
    const struct passwd *user = getuid() == 0 ? getpwnam("postgres") : NULL;

    return user || getuid() != 0 ? user : getpwnam("nobody");
}

static pid_t
start_program(const struct postgres_server *server, const char *const *words)
{
    const struct passwd *user = ordinary_user();
    char log[96];
    pid_t pid;
    int file;

    snprintf(log, sizeof log, "%s/log", server->folder);
    pid = fork();
    if (pid != 0)
        return pid;
    if (user && (setgroups(0, NULL) || setgid(user->pw_gid) || setuid(user->pw_uid)))
        _exit(127);
    prctl(PR_SET_PDEATHSIG, SIGQUIT); /* a test that is killed takes its server along */
    file = open(log, O_WRONLY | O_CREAT | O_APPEND, 0600);
    if (chdir(server->folder) != 0 || file < 0)
        _exit(127);
    dup2(file, 1);
    dup2(file, 2);
    execv(words[0], (char *const *)words);
    _exit(127);
}

/* Wait up to 60 seconds. */
static bool
ended(pid_t pid, int *out_status)
{
    for (int i = 0; i < 3000; i++) {
        if (waitpid(pid, out_status, WNOHANG) == pid)
            return true;
        pause_ms(20);
    }
    return false;
}

static void
end_program(pid_t pid, int signal)
{
    int status;

    if (pid <= 0)
        return;
    kill(pid, signal);
    if (ended(pid, &status))
        return;
    kill(pid, SIGKILL);
    waitpid(pid, &status, 0);
}

static bool
make_data(const struct postgres_server *server, const char *programs)
{
    char program[300], data[96];
    const char *const words[] = {program,       "-D",        data,    "-U",
                                 "crm",         "-A",        "trust", "--encoding=UTF8",
                                 "--no-locale", "--no-sync", NULL};
    int status = 1;
    pid_t pid;

    snprintf(program, sizeof program, "%s/initdb", programs);
    snprintf(data, sizeof data, "%s/data", server->folder);
    pid = start_program(server, words);
    if (pid <= 0)
        return false;
    if (ended(pid, &status))
        return WIFEXITED(status) && WEXITSTATUS(status) == 0;
    end_program(pid, SIGKILL);
    return false;
}

/* One role has a password, so that there can be a wrong one. */
static bool
write_rules(const struct postgres_server *server)
{
    char path[96];
    FILE *file;

    snprintf(path, sizeof path, "%s/data/pg_hba.conf", server->folder);
    file = fopen(path, "w");
    if (!file)
        return false;
    fputs("local all locked scram-sha-256\nlocal all all trust\n", file);
    return fclose(file) == 0;
}

static bool
is_ready(const struct postgres_server *server)
{
    for (int i = 0; i < 1500; i++) {
        int status;

        if (PQping(server->conninfo) == PQPING_OK)
            return true;
        if (waitpid(server->pid, &status, WNOHANG) == server->pid)
            return false;
        pause_ms(20);
    }
    return false;
}

bool
postgres_server_start(struct postgres_server *server, const char **out_why)
{
    char programs[256], program[300], data[96];
    const char *const words[] = {program,
                                 "-D",
                                 data,
                                 "-k",
                                 server->folder,
                                 "-c",
                                 "listen_addresses=",
                                 "-c",
                                 "fsync=off",
                                 "-c",
                                 "log_min_messages=fatal",
                                 NULL};
    const struct passwd *user = ordinary_user();

    memset(server, 0, sizeof *server);
    *out_why = NULL;
    if (!find_programs(programs, sizeof programs))
        return false;
    *out_why = "no temporary folder";
    snprintf(server->folder, sizeof server->folder, "/tmp/crm-postgres-XXXXXX");
    if (!mkdtemp(server->folder) || chmod(server->folder, 0755) != 0)
        return false;
    if (user && chown(server->folder, user->pw_uid, user->pw_gid) != 0)
        return false;
    snprintf(program, sizeof program, "%s/postgres", programs);
    snprintf(data, sizeof data, "%s/data", server->folder);
    snprintf(server->conninfo, sizeof server->conninfo, "host=%s user=crm dbname=postgres",
             server->folder);
    *out_why = "initdb failed";
    if (!make_data(server, programs) || !write_rules(server))
        return false;
    *out_why = "postgres does not start";
    server->pid = start_program(server, words);
    return server->pid > 0 && is_ready(server);
}

static int
remove_entry(const char *path, const struct stat *info, int flag, struct FTW *place)
{
    (void)info;
    (void)flag;
    (void)place;
    return remove(path);
}

void
postgres_server_stop(struct postgres_server *server)
{
    end_program(server->proxy, SIGTERM);
    end_program(server->pid, SIGQUIT);
    if (server->cut)
        munmap(server->cut, sizeof *server->cut);
    if (server->folder[0])
        nftw(server->folder, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

/* ---- The proxy ---- */

static int
open_socket(const char *folder, int (*use)(int, const struct sockaddr *, socklen_t))
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int file = socket(AF_UNIX, SOCK_STREAM, 0);

    snprintf(address.sun_path, sizeof address.sun_path, "%s/.s.PGSQL.5432", folder);
    if (file >= 0 && use(file, (const struct sockaddr *)&address, sizeof address) == 0)
        return file;
    close(file);
    return -1;
}

static bool
pass_on(const char *bytes, ssize_t count, int to)
{
    while (count > 0) {
        ssize_t sent = write(to, bytes, (size_t)count);

        if (sent <= 0)
            return false;
        bytes += sent;
        count -= sent;
    }
    return true;
}

/* Between one client and the server, until one of them leaves or the connection is to be cut. */
static void
serve(const struct postgres_server *server, int client)
{
    static const char commit[] = "Q\0\0\0\x0b"
                                 "COMMIT"; /* a message with its length and its NUL */
    int upstream = open_socket(server->folder, connect);
    struct pollfd files[2] = {{client, POLLIN, 0}, {upstream, POLLIN, 0}};
    bool last = false;
    char bytes[65536];

    while (upstream >= 0 && poll(files, 2, -1) > 0) {
        for (int i = 0; i < 2; i++) {
            ssize_t count = files[i].revents ? read(files[i].fd, bytes, sizeof bytes) : 0;

            if (!files[i].revents)
                continue;
            if (count <= 0 || (i == 1 && last))
                return;
            if (i == 0 && *server->cut && memmem(bytes, (size_t)count, commit, sizeof commit)) {
                if (*server->cut == CUT_BEFORE)
                    return;
                last = true; /* the answer is not passed on */
            }
            if (!pass_on(bytes, count, files[1 - i].fd))
                return;
        }
    }
}

bool
postgres_proxy_start(struct postgres_server *server)
{
    char folder[80];
    int listener;

    snprintf(folder, sizeof folder, "%s/proxy", server->folder);
    server->cut =
        mmap(NULL, sizeof *server->cut, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (server->cut == MAP_FAILED)
        server->cut = NULL;
    if (!server->cut || mkdir(folder, 0755) != 0)
        return false;
    listener = open_socket(folder, bind);
    if (listener < 0 || listen(listener, 16) != 0)
        return false;
    server->proxy = fork();
    if (server->proxy == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        signal(SIGCHLD, SIG_IGN);
        signal(SIGPIPE, SIG_IGN);
        for (;;) {
            int client = accept(listener, NULL, NULL);

            if (client >= 0 && fork() == 0) {
                prctl(PR_SET_PDEATHSIG, SIGKILL);
                serve(server, client);
                _exit(0);
            }
            close(client);
        }
    }
    close(listener);
    return server->proxy > 0;
}
