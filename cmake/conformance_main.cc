// The main of each NAME_conformance. It is compiled where that is built, as only there it is known where the
// case tables are.

int wsgauntlet_conformance(int argc, char** argv, const char* data_folder);

int main(int argc, char** argv) { return wsgauntlet_conformance(argc, argv, WSGAUNTLET_DATA_FOLDER); }
