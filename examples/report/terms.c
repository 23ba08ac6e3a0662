/*
 * terms.c - words for what the library names by keys: kinds of records, reasons why rows were left
 * out, segments of customers; and small numbers.
 */
#include "labels.h"

#include <stddef.h>
#include <string.h>

struct term {
    const char *key, *words[2];
};

static const struct term kinds_one[] = {
    {"user", {"user", "utilisateur"}},
    {"account", {"account", "compte"}},
    {"contact", {"contact", "contact"}},
    {"link", {"link", "lien"}},
    {"product", {"product", "produit"}},
    {"pipeline", {"pipeline", "pipeline"}},
    {"stage", {"stage", "étape"}},
    {"opportunity", {"deal", "opportunité"}},
    {"transition", {"deal row", "mouvement"}},
    {"purchase", {"purchase", "achat"}},
    {"rate", {"rate", "taux"}},
};

static const struct term kinds_many[] = {
    {"user", {"users", "utilisateurs"}},
    {"account", {"accounts", "comptes"}},
    {"contact", {"contacts", "contacts"}},
    {"link", {"links", "liens"}},
    {"product", {"products", "produits"}},
    {"pipeline", {"pipelines", "pipelines"}},
    {"stage", {"stages", "étapes"}},
    {"opportunity", {"deals", "opportunités"}},
    {"transition", {"deal rows", "mouvements"}},
    {"purchase", {"purchases", "achats"}},
    {"rate", {"rates", "taux"}},
};

static const struct term reasons[] = {
    {"erased", {"erased", "effacé"}},
    {"archived", {"archived", "archivé"}},
    {"after_as_of", {"after this day", "après cette date"}},
    {"after_known_at", {"not known yet on that day", "pas encore connu à cette date"}},
    {"before_since", {"before this time", "avant cette période"}},
    {"not_counted_type", {"of a type that is no sale", "d'un type qui n'est pas une vente"}},
    {"unknown_reference", {"with a reference to nothing", "avec une référence inconnue"}},
    {"no_account", {"without account", "sans compte"}},
    {"no_contact", {"without contact", "sans contact"}},
    {"no_product", {"without product", "sans produit"}},
    {"profiling_refused",
     {"of persons who refused profiling", "de personnes opposées au profilage"}},
    {"not_in_grid", {"not in the grid", "hors de la grille"}},
    {"no_amount", {"without amount", "sans montant"}},
    {"note_recorded_after_as_of",
     {"recorded after this day, and counted", "enregistré après cette date, et compté"}},
    {"note_start_unknown",
     {"of unknown start: in no cycle", "de début inconnu : hors des durées de cycle"}},
    {"note_stage_disagrees",
     {"whose stage is not that of its log", "dont l'étape contredit l'historique"}},
    {"note_won_without_purchase", {"won, and not invoiced", "sans facture malgré la signature"}},
    {"note_cycle_cut", {"in a circle of owners, cut", "dans une boucle de détention, coupée"}},
    {"note_no_value", {"without a value to expect", "sans valeur à espérer"}},
};

static const struct term segments[] = {
    {"champions", {"Champions", "Champions"}},
    {"loyal", {"Loyal", "Fidèles"}},
    {"loyalcustomers", {"Loyal", "Fidèles"}},
    {"potentialloyalist", {"Potentially loyal", "Fidèles en devenir"}},
    {"potentialloyalists", {"Potentially loyal", "Fidèles en devenir"}},
    {"new", {"New", "Nouveaux"}},
    {"newcustomers", {"New", "Nouveaux"}},
    {"promising", {"Promising", "Prometteurs"}},
    {"needattention", {"Need attention", "À surveiller"}},
    {"abouttosleep", {"About to sleep", "En train de s'endormir"}},
    {"atrisk", {"At risk", "À risque"}},
    {"cantlose", {"Not to be lost", "À ne pas perdre"}},
    {"cantlosethem", {"Not to be lost", "À ne pas perdre"}},
    {"cannotlose", {"Not to be lost", "À ne pas perdre"}},
    {"hibernating", {"Hibernating", "Endormis"}},
    {"lost", {"Lost", "Perdus"}},
    {"unmatched", {"Without scores", "Sans note"}},
};

static const char *
find(const struct term *terms, size_t count, enum language language, const char *key)
{
    size_t i;

    for (i = 0; i < count; i++)
        if (strcmp(terms[i].key, key) == 0)
            return terms[i].words[language];
    return NULL;
}

const char *
label_kind(enum language language, const char *kind, int64_t count)
{
    int several = language == FRENCH ? count > 1 : count != 1;
    const char *words =
        several ? find(kinds_many, sizeof kinds_many / sizeof kinds_many[0], language, kind)
                : find(kinds_one, sizeof kinds_one / sizeof kinds_one[0], language, kind);

    return words ? words : kind;
}

const char *
label_reason(enum language language, const char *reason)
{
    return find(reasons, sizeof reasons / sizeof reasons[0], language, reason);
}

const char *
label_segment(enum language language, const char *segment)
{
    char key[40];
    size_t size = 0;
    const char *at, *words;

    for (at = segment; *at && size + 1 < sizeof key; at++) {
        if (*at >= 'a' && *at <= 'z')
            key[size++] = *at;
        else if (*at >= 'A' && *at <= 'Z')
            key[size++] = (char)(*at + 32);
    }
    key[size] = '\0';
    words = find(segments, sizeof segments / sizeof segments[0], language, key);
    return words ? words : segment;
}

const char *
label_number(enum language language, int64_t number)
{
    static const char *const words[2][11] = {
        {"No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten"},
        {"Aucun", "Un", "Deux", "Trois", "Quatre", "Cinq", "Six", "Sept", "Huit", "Neuf", "Dix"},
    };

    return number >= 0 && number <= 10 ? words[language][number] : NULL;
}
