"""What takes long is run on demand."""


def pytest_addoption(parser):
    parser.addoption("--run-slow", action="store_true", help="also run the tests that take long")


def pytest_collection_modifyitems(config, items):
    if config.getoption("--run-slow"):
        return
    slow = [item for item in items if "slow" in item.keywords]
    config.hook.pytest_deselected(items=slow)
    items[:] = [item for item in items if "slow" not in item.keywords]
