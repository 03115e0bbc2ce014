#pragma once
#include <string_view>

/// Words for the generated texts. Internal to the samples.
namespace gauntlet::words {

inline constexpr std::string_view kThings[] = {
    "anchor", "basket", "candle",  "drawer", "engine",  "feather", "garden",  "hammer",   "island",   "jacket",
    "kettle", "ladder", "mirror",  "needle", "orchard", "pillow",  "quarry",  "ribbon",   "saddle",   "timber",
    "urn",    "valley", "window",  "yarn",   "zipper",  "bridge",  "cabinet", "dial",     "envelope", "fence",
    "globe",  "hinge",  "inkwell", "jug",    "kiln",    "lantern", "magnet",  "notebook", "oven",     "parcel"};

inline constexpr std::string_view kQualities[] = {
    "amber", "brisk",  "clever", "dusty",  "early",  "faint",  "gentle", "hollow", "ivory",  "jagged",
    "keen",  "late",   "mellow", "narrow", "oblong", "polite", "quiet",  "rough",  "silver", "tidy",
    "upper", "velvet", "warm",   "yellow", "plain",  "simple", "sturdy", "copper", "light",  "round"};

inline constexpr std::string_view kActions[] = {
    "carries", "opens",  "repairs", "follows", "keeps",   "measures", "paints", "returns", "sorts", "turns",
    "weighs",  "builds", "covers",  "divides", "empties", "folds",    "guards", "holds",   "joins", "lifts"};

inline constexpr std::string_view kPlaces[] = {"Arden",  "Birkvale", "Colmouth", "Dunsby", "Elmstead",  "Farrow",
                                               "Glenby", "Hartwick", "Inverlea", "Kelton", "Lowbridge", "Marsden"};

// German nouns with their articles in the nominative and the accusative.
struct Noun {
  std::string_view nominative, accusative, word;
};
inline constexpr Noun kNouns[] = {
    {"der", "den", "Wald"},      {"der", "den", "Fluss"},  {"der", "den", "Abend"},     {"der", "den", "Wanderer"},
    {"der", "den", "Schlüssel"}, {"der", "den", "Garten"}, {"der", "den", "Turm"},      {"der", "den", "Nebel"},
    {"der", "den", "Müller"},    {"der", "den", "Brief"},  {"der", "den", "König"},     {"der", "den", "Stein"},
    {"die", "die", "Nacht"},     {"die", "die", "Brücke"}, {"die", "die", "Stadt"},     {"die", "die", "Glocke"},
    {"die", "die", "Straße"},    {"die", "die", "Mühle"},  {"die", "die", "Stimme"},    {"die", "die", "Höhle"},
    {"die", "die", "Laterne"},   {"die", "die", "Tür"},    {"die", "die", "Schwester"}, {"die", "die", "Wiese"},
    {"das", "das", "Haus"},      {"das", "das", "Feuer"},  {"das", "das", "Pferd"},     {"das", "das", "Fenster"},
    {"das", "das", "Mädchen"},   {"das", "das", "Dorf"},   {"das", "das", "Gewölbe"},   {"das", "das", "Wasser"},
    {"das", "das", "Lied"},      {"das", "das", "Schiff"}, {"das", "das", "Geheimnis"}, {"das", "das", "Gebüsch"}};

inline constexpr std::string_view kVerbs[] = {
    "sucht",    "findet",  "verlässt",  "erreicht", "bewahrt", "zerstört", "betrachtet", "vergisst", "erkennt", "grüßt",
    "verbirgt", "bewacht", "überquert", "umgibt",   "öffnet",  "schließt", "fürchtet",   "lobt",     "trägt",   "hört"};

inline constexpr std::string_view kAdverbs[] = {
    "langsam", "heute", "niemals", "plötzlich", "wieder", "leise", "früh",   "spät",   "gern",       "kaum",
    "endlich", "dort",  "überall", "still",     "bald",   "ewig",  "mühsam", "heiter", "schweigend", "zögernd"};

inline constexpr std::string_view kAdjectives[] = {"alte",  "dunkle", "müde",   "helle",  "kühle",   "schöne", "ferne",
                                                   "treue", "fremde", "weiße",  "stille", "goldene", "wilde",  "arme",
                                                   "große", "kleine", "letzte", "erste",  "süße",    "böse"};

inline constexpr std::string_view kJoints[] = {"und",   "aber", "denn", "doch", "während",
                                               "bevor", "als",  "weil", "oder"};

// Syllables of names and compounds, which keep the text from repeating itself.
inline constexpr std::string_view kOnsets[] = {"b", "br", "d", "f", "fl",  "g",  "gr", "h",  "k", "kl", "l", "m",
                                               "n", "p",  "r", "s", "sch", "st", "t",  "tr", "v", "w",  "z", "schw"};
inline constexpr std::string_view kNuclei[] = {"a", "e", "i", "o", "u", "ä", "ö", "ü", "ei", "au", "ie", "eu"};
inline constexpr std::string_view kCodas[] = {"",   "l",  "n",  "r",  "s",  "t", "ck",
                                              "nd", "ng", "rt", "lm", "ch", "m", "ft"};

}  // namespace gauntlet::words
