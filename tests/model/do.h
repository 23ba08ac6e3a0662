/* do.h - the parts of a step, for play.c. */
#ifndef TESTS_MODEL_DO_H
#define TESTS_MODEL_DO_H

#include "play.h"

/* `after`: the rows of a put as the model has left them, whose stand-ins become ids. */
crm_status do_library(struct play *play, const struct step *step, const struct row *after);

/* `rows` receives the rows of a put. */
crm_status do_model(struct model *model, const struct step *step, struct row *rows);

/* Steps that ask; false when the answers differ. */
bool play_find(struct play *play, const struct step *step);
bool play_scan(struct play *play, const struct step *step);

#endif
