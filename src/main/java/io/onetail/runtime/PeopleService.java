package io.onetail.runtime;

import io.onetail.access.People;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;

/** Holds who has been here lately. */
@ApplicationScoped
@Singleton
@Startup
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
public class PeopleService {
    private final People people = new People(Clock.systemUTC());

    public People people() {
        return people;
    }
}
