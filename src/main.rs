//! The program: everything it does is in the library's `cli`.

fn main() -> std::process::ExitCode {
    onrecord::cli::main()
}
