"""`python -m verifiers` is `eal-verify`."""

from verifiers.desk.main import main

if __name__ == "__main__":
    main()
