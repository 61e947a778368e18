//! The street: black-box tests of the whole house.
